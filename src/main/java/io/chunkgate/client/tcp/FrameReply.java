package io.chunkgate.client.tcp;

import io.chunkgate.cgp.Frame;
import io.chunkgate.cgp.FrameType;
import io.chunkgate.client.ClientException;
import io.chunkgate.store.ErrorCode;
import io.vertx.core.Future;
import io.vertx.core.Promise;

/** Waits for the frame that replies to a request frame. */
final class FrameReply implements TcpSession.Listener {
    private final FrameType expected;
    private final Promise<Frame> reply = Promise.promise();

    /** Becomes the listener of the session. */
    FrameReply(TcpSession session, FrameType expected) {
        this.expected = expected;
        session.listen(this);
    }

    /** The frame. The caller sets the next listener in its handler, so that no frame is lost. */
    Future<Frame> future() {
        return reply.future();
    }

    @Override
    public void received(FrameType type, Frame frame) {
        if (type == expected) {
            reply.tryComplete(frame);
        } else {
            reply.tryFail(new ClientException(ErrorCode.INTERNAL, type + " (expected: " + expected + ")"));
        }
    }

    @Override
    public void failed(ClientException cause) {
        reply.tryFail(cause);
    }
}
