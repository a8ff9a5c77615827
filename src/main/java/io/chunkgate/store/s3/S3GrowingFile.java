package io.chunkgate.store.s3;

import io.chunkgate.store.live.GrowingFile;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;

/** Reads along with a {@link LiveUpload}. */
final class S3GrowingFile extends GrowingFile {
    private final Context context;
    private final Uploads uploads;
    private final LiveUpload upload;

    /** @param upload retained for this, and released with it */
    S3GrowingFile(Context context, Uploads uploads, LiveUpload upload) {
        super(context, upload);
        this.context = context;
        this.uploads = uploads;
        this.upload = upload;
    }

    @Override
    protected Future<Buffer> readStored(long position, int length) {
        return Contexts.here(context, upload.read(position, length));
    }

    @Override
    protected Future<Void> release() {
        uploads.release(upload);
        return Future.succeededFuture();
    }
}
