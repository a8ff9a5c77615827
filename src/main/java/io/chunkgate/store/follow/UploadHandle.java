package io.chunkgate.store.follow;

import io.chunkgate.io.internal.VertxInternals;
import io.chunkgate.store.FileInfo;
import io.chunkgate.store.StoreErrors;
import io.chunkgate.store.StoreException;
import io.chunkgate.store.Upload;
import io.chunkgate.store.UploadId;
import io.chunkgate.store.UploadSpec;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/** A writer of an {@link OpenUpload}, until another writer takes it over. Results arrive on the context of the writer. */
public final class UploadHandle implements Upload {
    private final Context context;
    private final OpenUpload upload;
    private final Promise<StoreException> lost;
    private boolean closed;

    /** @param upload retained for this, and released with it */
    UploadHandle(Context context, OpenUpload upload) {
        this.context = context;
        this.upload = upload;
        this.lost = VertxInternals.promise(context);
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
        return upload.status().durable();
    }

    @Override
    public Instant expiresAt() {
        return upload.expiresAt();
    }

    @Override
    public Future<StoreException> lost() {
        return lost.future();
    }

    @Override
    public Future<Long> write(long offset, Buffer data) {
        return asWriter(() -> upload.write(offset, data));
    }

    @Override
    public Future<Long> sync() {
        return asWriter(upload::sync);
    }

    @Override
    public Future<Void> setSize(long size) {
        return asWriter(() -> upload.setSize(size));
    }

    @Override
    public Future<Void> stage() {
        return asWriter(upload::stage);
    }

    @Override
    public Future<Void> commitStaged() {
        return asWriter(upload::commitStaged);
    }

    @Override
    public Future<Long> rollback() {
        return asWriter(upload::rollback);
    }

    @Override
    public Future<FileInfo> commit(Optional<String> sha256) {
        return upload.onContext(context, upload.commit(this, sha256));
    }

    @Override
    public Future<Void> discard() {
        return upload.onContext(context, upload.discardAs(this));
    }

    @Override
    public Future<Void> close() {
        if (closed) {
            return Future.succeededFuture();
        }
        closed = true;
        return upload.onContext(context, upload.closeAs(this));
    }

    /** Notifies the user of this that the upload is lost. */
    void lose(StoreException reason) {
        lost.tryComplete(reason);
    }

    StoreException whyLost() {
        return lost.future().isComplete() ? Objects.requireNonNull(lost.future().result()) : StoreErrors.uploadClosed();
    }

    private <T> Future<T> asWriter(Supplier<Future<T>> task) {
        return upload.onContext(context, closed ? Future.failedFuture(whyLost()) : upload.runAs(this, task));
    }
}
