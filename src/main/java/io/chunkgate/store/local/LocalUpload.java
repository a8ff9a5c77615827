package io.chunkgate.store.local;

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
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/** A writer of an {@link OpenUpload}, until another writer takes it over. */
final class LocalUpload implements Upload {
    private final Context context;
    private final LocalUploads uploads;
    private final OpenUpload upload;
    private final UploadWriter writer;
    private final Promise<StoreException> lost;
    private boolean closed;

    /** @param upload retained for this, and released with it */
    LocalUpload(Context context, LocalUploads uploads, OpenUpload upload, UploadWriter writer) {
        this.context = context;
        this.lost = VertxInternals.promise(context);
        this.uploads = uploads;
        this.upload = upload;
        this.writer = writer;
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
        return upload.record().durable();
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
        if (closed) {
            return Future.failedFuture(whyLost());
        }
        return writer.write(this, context, offset, VertxInternals.byteBuf(data));
    }

    @Override
    public Future<Long> sync() {
        return upload.runAs(this, context, () -> upload.visible()).compose(visible -> writer.sync(context));
    }

    @Override
    public Future<Void> setSize(long size) {
        return upload.runAs(this, context, () -> {
            UploadSpec announced = spec().announce(size, offset());
            uploads.requireRoom(announced, offset());
            upload.change(now -> now.withSpec(announced), true);
            return null;
        });
    }

    @Override
    public Future<Void> stage() {
        return upload.runAs(this, context, () -> {
            upload.change(now -> now.withStagedStart(OptionalLong.of(upload.visible())), false);
            return null;
        });
    }

    @Override
    public Future<Void> commitStaged() {
        return upload.runAs(this, context, () -> {
            upload.change(now -> now.withStagedStart(OptionalLong.empty()), false);
            upload.followers().signal();
            return null;
        });
    }

    @Override
    public Future<Long> rollback() {
        return upload.runAs(this, context, () -> {
            upload.rollback();
            return upload.offset();
        });
    }

    @Override
    public Future<FileInfo> commit(Optional<String> sha256) {
        return writer.commit(this, context, sha256);
    }

    @Override
    public Future<Void> discard() {
        return upload.run(context, () -> {
            if (upload.isWrittenBy(this)) {
                upload.discard(StoreErrors.uploadDiscarded());
                uploads.ended(upload);
            }
            return null;
        });
    }

    @Override
    public Future<Void> close() {
        if (closed) {
            return Future.succeededFuture();
        }
        closed = true;
        return upload.run(context, () -> {
                    if (upload.isWrittenBy(this) && !spec().resumable()) {
                        upload.discard(StoreErrors.uploadDiscarded());
                        uploads.ended(upload);
                    }
                    upload.leave(this);
                    return null;
                })
                .eventually(() -> uploads.release(upload))
                .mapEmpty();
    }

    /** Succeeds when the work of the previous writer has ended; drops the bytes that it staged. */
    Future<Void> taken() {
        return upload.runAs(this, context, () -> {
            upload.rollback();
            return null;
        });
    }

    /** Appends the bytes of a file. Blocks; called before this is handed out. */
    void append(FileChannel part) throws IOException {
        writer.append(part);
    }

    /** Notifies the user of this that the upload is lost. */
    void lose(StoreException reason) {
        lost.tryComplete(reason);
    }

    StoreException whyLost() {
        return lost.future().isComplete() ? Objects.requireNonNull(lost.future().result()) : StoreErrors.uploadClosed();
    }
}
