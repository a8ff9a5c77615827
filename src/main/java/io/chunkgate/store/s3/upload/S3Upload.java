package io.chunkgate.store.s3.upload;

import io.chunkgate.io.internal.VertxInternals;
import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.FileInfo;
import io.chunkgate.store.StoreErrors;
import io.chunkgate.store.StoreException;
import io.chunkgate.store.Upload;
import io.chunkgate.store.UploadId;
import io.chunkgate.store.UploadSpec;
import io.chunkgate.store.s3.client.Contexts;
import io.netty.buffer.ByteBuf;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/** A writer of an {@link S3OpenUpload}, until another writer takes it over. */
public final class S3Upload implements Upload {
    private final Context context;
    private final S3Uploads uploads;
    private final S3OpenUpload upload;
    private final Promise<StoreException> lost;
    private boolean closed;

    /** @param upload retained for this, and released with it */
    S3Upload(Context context, S3Uploads uploads, S3OpenUpload upload) {
        this.context = context;
        this.uploads = uploads;
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
        return upload.stored();
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
        return asWriter(bytes -> {
            if (offset != bytes.offset()) {
                throw StoreException.unexpected(
                        ErrorCode.FAILED_PRECONDITION, "offset", offset, Long.toString(bytes.offset()));
            }
            ByteBuf unread = VertxInternals.byteBuf(data);
            long end = offset + unread.readableBytes();
            spec().requireFits(end, uploads.maxFileSize());
            bytes.append(unread, spec().size().orElse(end));
            upload.advanced();
            return bytes.room().map(end);
        });
    }

    @Override
    public Future<Long> sync() {
        return asWriter(bytes -> bytes.flush().map(v -> bytes.stored()));
    }

    @Override
    public Future<Void> setSize(long size) {
        return asWriter(bytes -> {
            UploadSpec announced = spec().announce(size, bytes.offset());
            announced.requireFits(size, uploads.maxFileSize());
            return spec().size().isPresent() ? Future.succeededFuture() : uploads.announce(upload, bytes, announced);
        });
    }

    @Override
    public Future<Void> stage() {
        return asWriter(bytes -> {
            bytes.stage();
            return Future.succeededFuture();
        });
    }

    @Override
    public Future<Void> commitStaged() {
        return asWriter(
                bytes -> bytes.commitStaged().onSuccess(v -> upload.followers().signal()));
    }

    @Override
    public Future<Long> rollback() {
        return asWriter(bytes -> bytes.rollback().map(v -> bytes.offset()));
    }

    @Override
    public Future<FileInfo> commit(Optional<String> sha256) {
        return asWriter(bytes -> uploads.committer().commit(upload, bytes, sha256));
    }

    @Override
    public Future<Void> discard() {
        return here(upload.run(() -> upload.isWrittenBy(this)
                ? uploads.discard(upload, StoreErrors.uploadDiscarded())
                : Future.succeededFuture()));
    }

    /** Fails when the last bytes cannot be stored; they are then lost, and the upload can be resumed before them. */
    @Override
    public Future<Void> close() {
        if (closed) {
            return Future.succeededFuture();
        }
        closed = true;
        return here(upload.run(() -> upload.isWrittenBy(this) ? uploads.leave(upload) : Future.<Void>succeededFuture())
                .onComplete(left -> uploads.release(upload)));
    }

    /** Notifies the user of this that the upload is lost. */
    void lose(StoreException reason) {
        lost.tryComplete(reason);
    }

    StoreException whyLost() {
        return lost.future().isComplete() ? Objects.requireNonNull(lost.future().result()) : StoreErrors.uploadClosed();
    }

    private <T> Future<T> asWriter(Function<BlockWriter, Future<T>> task) {
        if (closed) {
            return here(Future.failedFuture(whyLost()));
        }
        return here(upload.runAs(this, task));
    }

    private <T> Future<T> here(Future<T> result) {
        return Contexts.here(context, result);
    }
}
