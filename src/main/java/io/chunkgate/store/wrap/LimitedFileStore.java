package io.chunkgate.store.wrap;

import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.FileInfo;
import io.chunkgate.store.FileName;
import io.chunkgate.store.FileStore;
import io.chunkgate.store.FolderName;
import io.chunkgate.store.FolderPage;
import io.chunkgate.store.ListQuery;
import io.chunkgate.store.PublishCondition;
import io.chunkgate.store.StoreException;
import io.chunkgate.store.StoredFile;
import io.chunkgate.store.Upload;
import io.chunkgate.store.UploadId;
import io.chunkgate.store.UploadInfo;
import io.chunkgate.store.UploadSpec;
import io.vertx.core.Future;
import java.util.List;
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
    public Future<StoredFile> open(FileName name) {
        return openFile(() -> store.open(name));
    }

    @Override
    public Future<Upload> create(UploadSpec spec) {
        return openUpload(() -> store.create(spec));
    }

    @Override
    public Future<Upload> resume(UploadId id) {
        return openUpload(() -> store.resume(id));
    }

    @Override
    public Future<UploadInfo> upload(UploadId id) {
        return store.upload(id);
    }

    @Override
    public Future<UploadInfo> upload(FileName name) {
        return store.upload(name);
    }

    @Override
    public Future<Void> discard(UploadId id) {
        return store.discard(id);
    }

    @Override
    public Future<Upload> concatenate(UploadSpec spec, List<UploadId> parts) {
        return openUpload(() -> store.concatenate(spec, parts));
    }

    @Override
    public Future<StoredFile> follow(FileName name) {
        return openFile(() -> store.follow(name));
    }

    @Override
    public Future<StoredFile> follow(UploadId id) {
        return openFile(() -> store.follow(id));
    }

    @Override
    public Future<Void> delete(FileName name, PublishCondition condition) {
        return store.delete(name, condition);
    }

    @Override
    public Future<FolderPage> list(FolderName folder, ListQuery query) {
        return store.list(folder, query);
    }

    @Override
    public Future<Void> close() {
        return store.close();
    }

    private Future<StoredFile> openFile(Supplier<Future<StoredFile>> opening) {
        return counted(opening).map(file -> new LimitedFile(file, this::closed));
    }

    private Future<Upload> openUpload(Supplier<Future<Upload>> opening) {
        return counted(opening).map(upload -> new LimitedUpload(upload, this::closed));
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
