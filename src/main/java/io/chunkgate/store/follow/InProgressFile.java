package io.chunkgate.store.follow;

import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.FileInfo;
import io.chunkgate.store.StoreException;
import io.chunkgate.store.StoredFile;
import io.chunkgate.store.UploadId;
import io.chunkgate.store.UploadProgress;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.PromiseInternal;
import java.util.Optional;
import java.util.OptionalLong;

/** Reads along with a running upload; stores add where the bytes are. */
public abstract class InProgressFile implements StoredFile, UploadProgress {
    private final Context context;
    private final FollowedUpload upload;
    private volatile boolean closed;

    /**
     * @param context on which all results come
     * @param upload  kept open until {@link #release}
     */
    protected InProgressFile(Context context, FollowedUpload upload) {
        this.context = context;
        this.upload = upload;
    }

    /** Reads bytes that are all there. */
    protected abstract Future<Buffer> readStored(long position, int length);

    /** Gives the upload back; called once. */
    protected abstract Future<Void> release();

    @Override
    public final FileInfo info() {
        long size = size().orElse(storedBytes());
        return new FileInfo(upload.spec().name(), size, upload.createdAt(), "", Optional.empty());
    }

    @Override
    public final Optional<UploadProgress> progress() {
        return Optional.of(this);
    }

    @Override
    public final UploadId upload() {
        return upload.id();
    }

    @Override
    public final OptionalLong size() {
        return upload.spec().size();
    }

    @Override
    public final long storedBytes() {
        return upload.visible();
    }

    @Override
    public final Future<FileInfo> published() {
        return here(upload.published());
    }

    @Override
    public final Future<Buffer> read(long position, int length) {
        return here(upload.followers().waitUnless(() -> hasBytesBehind(position)))
                .compose(there -> readAvailable(position, length));
    }

    @Override
    public final Future<Void> verify() {
        return published().mapEmpty();
    }

    @Override
    public final Future<Void> close() {
        if (closed) {
            return Future.succeededFuture();
        }
        closed = true;
        upload.followers().tell();
        return release();
    }

    private boolean hasBytesBehind(long position) {
        return upload.visible() > position || upload.published().isComplete();
    }

    private Future<Buffer> readAvailable(long position, int length) {
        if (closed) {
            return Future.failedFuture(new StoreException(ErrorCode.ABORTED, "the file was closed"));
        }
        if (upload.published().failed()) {
            return Future.failedFuture(upload.published().cause());
        }
        long available = upload.visible() - position;
        if (available > 0) {
            return readStored(position, (int) Math.min(length, available));
        }
        return upload.published().isComplete()
                ? Future.succeededFuture(Buffer.buffer())
                : read(position, length); // What was provisional is gone again, or another follower was meant.
    }

    /** The result on the context of this reader, whoever brings it about. */
    private <T> Future<T> here(Future<T> result) {
        PromiseInternal<T> here = ((ContextInternal) context).promise();
        result.onComplete(here);
        return here.future();
    }
}
