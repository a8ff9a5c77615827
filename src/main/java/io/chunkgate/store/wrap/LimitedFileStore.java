package io.chunkgate.store.wrap;

import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.FileInfo;
import io.chunkgate.store.FileName;
import io.chunkgate.store.FileStore;
import io.chunkgate.store.FolderName;
import io.chunkgate.store.FolderPage;
import io.chunkgate.store.ListQuery;
import io.chunkgate.store.StoreException;
import io.chunkgate.store.StoredFile;
import io.chunkgate.store.Upload;
import io.chunkgate.store.UploadSpec;
import io.vertx.core.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** Bounds how many files and uploads are open at once; more are refused with {@code RESOURCE_EXHAUSTED}. */
public final class LimitedFileStore implements FileStore {
    private final FileStore store;
    private final int max;
    private final AtomicInteger open = new AtomicInteger();

    /**
     * @param store closed with this
     * @param max   the most that are open at once, at least 1
     */
    public LimitedFileStore(FileStore store, int max) {
        this.store = store;
        this.max = max;
    }

    @Override
    public Future<FileInfo> stat(FileName name) {
        return store.stat(name);
    }

    @Override
    public Future<FileInfo> digest(FileName name) {
        return store.digest(name);
    }

    @Override
    public Future<StoredFile> open(FileName name, Access access) {
        return counted(() -> store.open(name, access)).map(file -> new LimitedFile(file, this::closed));
    }

    @Override
    public Future<Upload> create(UploadSpec spec) {
        return counted(() -> store.create(spec)).map(upload -> new LimitedUpload(upload, this::closed));
    }

    @Override
    public Future<FolderPage> list(FolderName folder, ListQuery query) {
        return store.list(folder, query);
    }

    @Override
    public Future<Void> close() {
        return store.close();
    }

    private <T> Future<T> counted(Supplier<Future<T>> opening) {
        if (open.incrementAndGet() > max) {
            closed();
            return Future.failedFuture(StoreException.unexpected(
                    ErrorCode.RESOURCE_EXHAUSTED, "open files", max, "fewer; try again when some are closed"));
        }
        return opening.get().onFailure(cause -> closed());
    }

    private void closed() {
        open.decrementAndGet();
    }
}
