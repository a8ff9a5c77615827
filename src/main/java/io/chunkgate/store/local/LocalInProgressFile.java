package io.chunkgate.store.local;

import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.StoreException;
import io.chunkgate.store.follow.InProgressFile;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;

/** Reads along with a {@link OpenUpload}, through its one descriptor. */
final class LocalInProgressFile extends InProgressFile {
    private final Context context;
    private final LocalUploads uploads;
    private final OpenUpload upload;

    /** @param upload retained for this, and released with it */
    LocalInProgressFile(Context context, LocalUploads uploads, OpenUpload upload) {
        super(context, upload);
        this.context = context;
        this.uploads = uploads;
        this.upload = upload;
    }

    @Override
    protected Future<Buffer> readStored(long position, int length) {
        return BlockingTasks.run(context, upload.name(), () -> readFully(position, length));
    }

    @Override
    public void reuse(Buffer buffer) {
        uploads.blocks().release(buffer);
    }

    @Override
    protected Future<Void> release() {
        return uploads.release(upload);
    }

    private Buffer readFully(long position, int count) throws IOException {
        Buffer bytes = uploads.blocks().read(upload.lock().channel(), position, count);
        if (bytes.length() < count) {
            throw new StoreException(ErrorCode.DATA_LOSS, "'" + upload.name() + "': the disk failed to read it");
        }
        return bytes;
    }
}
