package io.chunkgate.store.memory;

import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.FileInfo;
import io.chunkgate.store.StoreException;
import io.chunkgate.store.StoredFile;
import io.chunkgate.store.UploadId;
import io.chunkgate.store.UploadProgress;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.Optional;
import java.util.OptionalLong;

/** Reads along with an upload. */
final class MemoryInProgressFile implements StoredFile, UploadProgress {
    private final MemoryFileStore store;
    private final MemoryRecord upload;
    private boolean closed;

    MemoryInProgressFile(MemoryFileStore store, MemoryRecord upload) {
        this.store = store;
        this.upload = upload;
    }

    @Override
    public FileInfo info() {
        long size = upload.spec.size().orElse(storedBytes());
        return new FileInfo(upload.spec.name(), size, MemoryRecord.CREATED, "", Optional.empty());
    }

    @Override
    public Optional<UploadProgress> progress() {
        return Optional.of(this);
    }

    @Override
    public UploadId upload() {
        return upload.id;
    }

    @Override
    public OptionalLong size() {
        return upload.spec.size();
    }

    @Override
    public long storedBytes() {
        return upload.visible();
    }

    @Override
    public Future<FileInfo> published() {
        return upload.published.future();
    }

    @Override
    public Future<Buffer> read(long position, int length) {
        synchronized (upload) {
            if (closed) {
                return Future.failedFuture(new StoreException(ErrorCode.ABORTED, "the file was closed"));
            }
            if (published().failed()) {
                return Future.failedFuture(published().cause());
            }
            int end = (int) Math.min(position + length, storedBytes());
            if (end > position || published().isComplete()) {
                int start = (int) Math.min(position, end);
                return Future.succeededFuture(upload.bytes.getBuffer(start, end));
            }
            return upload.nextChange().future().compose(changed -> read(position, length));
        }
    }

    @Override
    public Future<Void> verify() {
        return published().mapEmpty();
    }

    @Override
    public Future<Void> close() {
        if (!closed) {
            closed = true;
            store.closed();
            upload.changed();
        }
        return Future.succeededFuture();
    }
}
