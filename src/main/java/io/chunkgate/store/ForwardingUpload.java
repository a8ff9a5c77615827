package io.chunkgate.store;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.util.Optional;

/** Base of decorators of an upload: forwards every call. */
public abstract class ForwardingUpload implements Upload {
    private final Upload upload;

    /** @param upload closed with this */
    protected ForwardingUpload(Upload upload) {
        this.upload = upload;
    }

    /** The decorated upload. */
    protected final Upload unwrap() {
        return upload;
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
    public Future<Long> write(long offset, Buffer data) {
        return upload.write(offset, data);
    }

    @Override
    public Future<Long> sync() {
        return upload.sync();
    }

    @Override
    public Future<Void> setSize(long size) {
        return upload.setSize(size);
    }

    @Override
    public Future<Void> stage() {
        return upload.stage();
    }

    @Override
    public Future<Void> commitStaged() {
        return upload.commitStaged();
    }

    @Override
    public Future<Long> rollback() {
        return upload.rollback();
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
