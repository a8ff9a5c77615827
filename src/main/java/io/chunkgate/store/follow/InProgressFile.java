package io.chunkgate.store.follow;

import io.chunkgate.io.internal.VertxInternals;
import io.chunkgate.store.FileInfo;
import io.chunkgate.store.StoreErrors;
import io.chunkgate.store.StoredFile;
import io.chunkgate.store.UploadId;
import io.chunkgate.store.UploadProgress;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.Optional;
import java.util.OptionalLong;

/** A file that is read while it is uploaded. */
public final class InProgressFile implements StoredFile, UploadProgress {
    private final Context context;
    private final FollowedUpload upload;
    private final Source source;
    private volatile boolean closed;

    /** Reads the bytes of one upload for one follower. Results arrive on the context of the follower. */
    public interface Source {
        /** Reads bytes that are all visible. */
        Future<Buffer> read(long position, int length);

        /** As {@link StoredFile#release}. */
        default void release(Buffer buffer) {}

        /** Ends the use of the upload; called once. */
        Future<Void> close();
    }

    /**
     * @param context on which all results arrive
     * @param upload  open until the source is closed
     * @param source  closed with this
     */
    public InProgressFile(Context context, FollowedUpload upload, Source source) {
        this.context = context;
        this.upload = upload;
        this.source = source;
    }

    @Override
    public FileInfo info() {
        long size = size().orElse(storedBytes());
        return new FileInfo(upload.spec().name(), size, upload.createdAt(), "", Optional.empty());
    }

    @Override
    public Optional<UploadProgress> progress() {
        return Optional.of(this);
    }

    @Override
    public UploadId upload() {
        return upload.id();
    }

    @Override
    public OptionalLong size() {
        return upload.spec().size();
    }

    @Override
    public long storedBytes() {
        return upload.visible();
    }

    @Override
    public Future<FileInfo> published() {
        return onContext(upload.published());
    }

    @Override
    public Future<Buffer> read(long position, int length) {
        return onContext(upload.followers().waitUnless(() -> hasBytesAt(position)))
                .compose(available -> readAvailable(position, length));
    }

    @Override
    public void release(Buffer buffer) {
        source.release(buffer);
    }

    @Override
    public Future<Void> verify() {
        return published().mapEmpty();
    }

    @Override
    public Future<Void> close() {
        if (closed) {
            return Future.succeededFuture();
        }
        closed = true;
        upload.followers().signal();
        return source.close();
    }

    private boolean hasBytesAt(long position) {
        return upload.visible() > position || upload.published().isComplete();
    }

    private Future<Buffer> readAvailable(long position, int length) {
        if (closed) {
            return Future.failedFuture(StoreErrors.fileClosed());
        }
        if (upload.published().failed()) {
            return Future.failedFuture(upload.published().cause());
        }
        long available = upload.visible() - position;
        if (available > 0) {
            return source.read(position, (int) Math.min(length, available));
        }
        return upload.published().isComplete()
                ? Future.succeededFuture(Buffer.buffer())
                : read(position, length); // Staged bytes were rolled back, or the signal was for another reader.
    }

    private <T> Future<T> onContext(Future<T> result) {
        return VertxInternals.onContext(context, result);
    }
}
