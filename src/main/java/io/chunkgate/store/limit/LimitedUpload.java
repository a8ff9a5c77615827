package io.chunkgate.store.limit;

import io.chunkgate.store.ForwardingUpload;
import io.chunkgate.store.Upload;
import io.vertx.core.Future;

/** An upload that tells when it is closed, once. */
final class LimitedUpload extends ForwardingUpload {
    private final Runnable onClose;
    private boolean closed;

    LimitedUpload(Upload upload, Runnable onClose) {
        super(upload);
        this.onClose = onClose;
    }

    @Override
    public Future<Void> close() {
        if (!closed) {
            closed = true;
            onClose.run();
        }
        return super.close();
    }
}
