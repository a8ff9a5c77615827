package io.chunkgate.store.memory;

import io.chunkgate.io.ReadOnlyFile;
import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.FileInfo;
import io.chunkgate.store.StoreException;
import io.chunkgate.store.StoredFile;
import io.chunkgate.store.UploadId;
import io.chunkgate.store.UploadProgress;
import io.vertx.core.Future;
import io.vertx.core.file.AsyncFile;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.OptionalLong;

/** Reads along with an upload. */
final class MemoryInProgressFile implements StoredFile, UploadProgress {
    private final MemoryFileStore store;
    private final MemoryRecord upload;
    private final AsyncFile content = new Content();
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
    public Future<Long> available(long position) {
        synchronized (upload) {
            if (closed) {
                return Future.failedFuture(new StoreException(ErrorCode.ABORTED, "the file was closed"));
            }
            if (published().failed()) {
                return Future.failedFuture(published().cause());
            }
            if (storedBytes() > position || published().isComplete()) {
                return Future.succeededFuture(Math.max(0, storedBytes() - position));
            }
            return upload.nextChange().future().compose(changed -> available(position));
        }
    }

    @Override
    public AsyncFile content() {
        return content;
    }

    private final class Content extends ReadOnlyFile {
        @Override
        public long sizeBlocking() {
            return storedBytes();
        }

        @Override
        protected Future<Integer> fill(ByteBuffer target, long position) {
            return available(position).map(count -> {
                int length = (int) Math.min(target.remaining(), count);
                target.put(upload.bytes.getBytes((int) position, (int) position + length));
                return length;
            });
        }

        @Override
        protected Future<Void> release() {
            return MemoryInProgressFile.this.close();
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
