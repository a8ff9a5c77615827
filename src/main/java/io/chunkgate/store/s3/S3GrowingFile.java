package io.chunkgate.store.s3;

import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.FileInfo;
import io.chunkgate.store.Growth;
import io.chunkgate.store.StoreException;
import io.chunkgate.store.StoredFile;
import io.chunkgate.store.UploadId;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.Optional;
import java.util.OptionalLong;

/** Reads along with a {@link LiveUpload}. */
final class GrowingFile implements StoredFile, Growth {
    private final Context context;
    private final Uploads uploads;
    private final LiveUpload upload;
    private volatile boolean closed;

    /** @param upload retained for this, and released with it */
    GrowingFile(Context context, Uploads uploads, LiveUpload upload) {
        this.context = context;
        this.uploads = uploads;
        this.upload = upload;
    }

    @Override
    public FileInfo info() {
        long size = size().orElse(storedBytes());
        return new FileInfo(upload.name(), size, upload.createdAt(), "", Optional.empty());
    }

    @Override
    public Optional<Growth> growth() {
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
        return Contexts.here(context, upload.published());
    }

    @Override
    public Future<Buffer> read(long position, int length) {
        return Contexts.here(context, upload.beyond(position)).compose(there -> {
            if (closed) {
                return Future.failedFuture(new StoreException(ErrorCode.ABORTED, "the file was closed"));
            }
            if (upload.published().failed()) {
                return Future.failedFuture(upload.published().cause());
            }
            long available = upload.visible() - position;
            if (available <= 0) {
                return upload.published().isComplete()
                        ? Future.succeededFuture(Buffer.buffer())
                        : read(position, length);
            }
            int count = (int) Math.min(length, available);
            return Contexts.here(context, upload.read(position, count));
        });
    }

    @Override
    public Future<Void> verify() {
        return published().mapEmpty();
    }

    @Override
    public Future<Void> close() {
        if (!closed) {
            closed = true;
            upload.tellFollowers();
            uploads.release(upload);
        }
        return Future.succeededFuture();
    }
}
