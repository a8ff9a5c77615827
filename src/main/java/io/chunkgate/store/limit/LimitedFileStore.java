package io.chunkgate.store.limit;

import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.FileName;
import io.chunkgate.store.FileStore;
import io.chunkgate.store.ForwardingFileStore;
import io.chunkgate.store.StoreException;
import io.chunkgate.store.StoreStats;
import io.chunkgate.store.StoredFile;
import io.chunkgate.store.Upload;
import io.chunkgate.store.UploadId;
import io.chunkgate.store.UploadSpec;
import io.vertx.core.Future;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** Bounds how many files and uploads are open at once; more are refused with {@code RESOURCE_EXHAUSTED}. */
public final class LimitedFileStore extends ForwardingFileStore {
    private final int max;
    private final AtomicInteger open = new AtomicInteger();

    /**
     * @param store closed with this
     * @param max   the most that are open at once, at least 1
     */
    public LimitedFileStore(FileStore store, int max) {
        super(store);
        this.max = max;
    }

    @Override
    public Future<StoredFile> open(FileName name) {
        return openFile(() -> super.open(name));
    }

    @Override
    public Future<Upload> create(UploadSpec spec) {
        return openUpload(() -> super.create(spec));
    }

    @Override
    public Future<Upload> resume(UploadId id) {
        return openUpload(() -> super.resume(id));
    }

    @Override
    public Future<Upload> concatenate(UploadSpec spec, List<UploadId> parts) {
        return openUpload(() -> super.concatenate(spec, parts));
    }

    @Override
    public Future<StoredFile> follow(FileName name) {
        return openFile(() -> super.follow(name));
    }

    @Override
    public Future<StoredFile> follow(UploadId id) {
        return openFile(() -> super.follow(id));
    }

    @Override
    public Future<StoreStats> stats() {
        return super.stats().map(stats -> stats.withOpenFiles(open.get()));
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
