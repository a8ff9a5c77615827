package io.chunkgate.access;

import io.chunkgate.store.FileInfo;
import io.chunkgate.store.StoreException;
import io.chunkgate.store.Upload;
import io.chunkgate.store.UploadId;
import io.chunkgate.store.UploadSpec;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.util.Optional;

/** An upload whose client may bring no more than so many bytes. */
final class BoundedUpload implements Upload {
    private final Upload upload;
    private final long maxBytes;

    BoundedUpload(Upload upload, long maxBytes) {
        this.upload = upload;
        this.maxBytes = maxBytes;
    }

    @Override
    public Future<Long> write(long offset, Buffer data) {
        long end = offset + data.length();
        return end > maxBytes ? Future.failedFuture(GuardedStore.tooLarge(end, maxBytes)) : upload.write(offset, data);
    }

    @Override
    public Future<Void> setSize(long size) {
        return size > maxBytes ? Future.failedFuture(GuardedStore.tooLarge(size, maxBytes)) : upload.setSize(size);
    }

    @Override
    public UploadId id() {
        return upload.id();
    }

    @Override
    public UploadSpec spec() {
        return upload.spec();
    }

    @Override
    public long offset() {
        return upload.offset();
    }

    @Override
    public long durableOffset() {
        return upload.durableOffset();
    }

    @Override
    public Instant expiresAt() {
        return upload.expiresAt();
    }

    @Override
    public Future<StoreException> lost() {
        return upload.lost();
    }

    @Override
    public Future<Long> sync() {
        return upload.sync();
    }

    @Override
    public Future<Void> beginPiece() {
        return upload.beginPiece();
    }

    @Override
    public Future<Void> keepPiece() {
        return upload.keepPiece();
    }

    @Override
    public Future<Long> dropPiece() {
        return upload.dropPiece();
    }

    @Override
    public Future<FileInfo> commit(Optional<String> sha256) {
        return upload.commit(sha256);
    }

    @Override
    public Future<Void> discard() {
        return upload.discard();
    }

    @Override
    public Future<Void> close() {
        return upload.close();
    }
}
