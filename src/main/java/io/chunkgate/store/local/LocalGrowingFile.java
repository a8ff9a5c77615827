package io.chunkgate.store.local;

import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.StoreException;
import io.chunkgate.store.live.GrowingFile;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;

/** Reads along with a {@link LiveUpload}, through its one descriptor. */
final class LocalGrowingFile extends GrowingFile {
    private final Context context;
    private final Uploads uploads;
    private final LiveUpload upload;

    /** @param upload retained for this, and released with it */
    LocalGrowingFile(Context context, Uploads uploads, LiveUpload upload) {
        super(context, upload);
        this.context = context;
        this.uploads = uploads;
        this.upload = upload;
    }

    @Override
    protected Future<Buffer> readStored(long position, int length) {
        return Blocking.run(context, upload.name(), () -> readFully(position, length));
    }

    @Override
    public void reuse(Buffer buffer) {
        uploads.blocks().giveBack(buffer);
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
