package io.chunkgate.store.s3.upload;

import io.chunkgate.store.follow.InProgressFile;
import io.chunkgate.store.s3.client.Contexts;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;

/** Reads along with a {@link S3OpenUpload}. */
public final class S3InProgressFile extends InProgressFile {
    private final Context context;
    private final S3Uploads uploads;
    private final S3OpenUpload upload;

    /** @param upload retained for this, and released with it */
    public S3InProgressFile(Context context, S3Uploads uploads, S3OpenUpload upload) {
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
