package io.chunkgate.store.follow;

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
    private final OpenUpload upload;
    private volatile boolean closed;

    /**
     * @param context on which all results arrive
     * @param upload  retained for this, and released with it
     */
    public InProgressFile(Context context, OpenUpload upload) {
        this.context = context;
        this.upload = upload;
    }

    @Override
    public FileInfo info() {
        long size = size().orElse(storedBytes());
        return new FileInfo(upload.spec().name(), size, upload.status().createdAt(), "", Optional.empty());
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
        upload.release(buffer);
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
        return onContext(upload.release());
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
            return onContext(upload.read(position, (int) Math.min(length, available)));
        }
        return upload.published().isComplete()
                ? Future.succeededFuture(Buffer.buffer())
                : read(position, length); // Staged bytes were rolled back, or the signal was for another reader.
    }

    private <T> Future<T> onContext(Future<T> result) {
        return upload.onContext(context, result);
    }
}
