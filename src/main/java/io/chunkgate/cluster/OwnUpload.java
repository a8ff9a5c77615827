package io.chunkgate.cluster;

import io.chunkgate.store.ForwardingUpload;
import io.chunkgate.store.Upload;
import io.vertx.core.Future;
import io.vertx.core.Promise;

/** An upload that somebody on this node writes, and that tells when it was closed. */
final class OwnUpload extends ForwardingUpload {
    private final Promise<Void> closed = Promise.promise();

    OwnUpload(Upload upload) {
        super(upload);
    }

    /** Succeeds when the store has it back. */
    Future<Void> closed() {
        return closed.future();
    }

    @Override
    public Future<Void> close() {
        return super.close().onComplete(done -> closed.tryComplete());
    }
}
