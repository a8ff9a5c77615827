package io.chunkgate.store.limit;

import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.FileName;
import io.chunkgate.store.FileStore;
import io.chunkgate.store.ForwardingFileStore;
import io.chunkgate.store.ForwardingStoredFile;
import io.chunkgate.store.ForwardingUpload;
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

/** Limits how many files and uploads are open at once; further ones fail with {@code RESOURCE_EXHAUSTED}. */
public final class LimitedFileStore extends ForwardingFileStore {
    private final int max;
    private final AtomicInteger open = new AtomicInteger();

    /**
     * @param store closed with this
     * @param max   of files and uploads open at once, at least 1
     */
    public LimitedFileStore(FileStore store, int max) {
        super(store);
        this.max = max;
    }

    @Override
    public Future<StoredFile> open(FileName name) {
        return counted(() -> super.open(name)).map(LimitedFile::new);
    }

    @Override
    public Future<Upload> create(UploadSpec spec) {
        return counted(() -> super.create(spec)).map(LimitedUpload::new);
    }

    @Override
    public Future<Upload> resume(UploadId id) {
        return counted(() -> super.resume(id)).map(LimitedUpload::new);
    }

    @Override
    public Future<Upload> concatenate(UploadSpec spec, List<UploadId> parts) {
        return counted(() -> super.concatenate(spec, parts)).map(LimitedUpload::new);
    }

    @Override
    public Future<StoredFile> follow(FileName name) {
        return counted(() -> super.follow(name)).map(LimitedFile::new);
    }

    @Override
    public Future<StoredFile> follow(UploadId id) {
        return counted(() -> super.follow(id)).map(LimitedFile::new);
    }

    @Override
    public Future<StoreStats> stats() {
        return super.stats().map(stats -> stats.withOpenFiles(open.get()));
    }

    private <T> Future<T> counted(Supplier<Future<T>> opening) {
        if (open.incrementAndGet() > max) {
            open.decrementAndGet();
            return Future.failedFuture(StoreException.unexpected(
                    ErrorCode.RESOURCE_EXHAUSTED, "open files", max, "fewer; try again when some are closed"));
        }
        return opening.get().onFailure(cause -> open.decrementAndGet());
    }

    private final class LimitedFile extends ForwardingStoredFile {
        private boolean closed;

        LimitedFile(StoredFile file) {
            super(file);
        }

        @Override
        public Future<Void> close() {
            if (!closed) {
                closed = true;
                open.decrementAndGet();
            }
            return super.close();
        }
    }

    private final class LimitedUpload extends ForwardingUpload {
        private boolean closed;

        LimitedUpload(Upload upload) {
            super(upload);
        }

        @Override
        public Future<Void> close() {
            if (!closed) {
                closed = true;
                open.decrementAndGet();
            }
            return super.close();
        }
    }
}
