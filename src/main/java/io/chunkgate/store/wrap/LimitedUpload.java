package io.chunkgate.store.wrap;

import io.chunkgate.store.FileInfo;
import io.chunkgate.store.Upload;
import io.chunkgate.store.UploadId;
import io.chunkgate.store.UploadSpec;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;

/** An upload that tells when it is closed, once. */
final class LimitedUpload implements Upload {
    private final Upload upload;
    private final Runnable onClose;
    private boolean closed;

    LimitedUpload(Upload upload, Runnable onClose) {
        this.upload = upload;
        this.onClose = onClose;
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
    public Future<Long> write(long offset, Buffer data) {
        return upload.write(offset, data);
    }

    @Override
    public Future<FileInfo> commit() {
        return upload.commit();
    }

    @Override
    public Future<Void> discard() {
        return upload.discard();
    }

    @Override
    public Future<Void> close() {
        if (!closed) {
            closed = true;
            onClose.run();
        }
        return upload.close();
    }
}
