package io.chunkgate.client.tcp;

import io.chunkgate.client.ClientException;
import io.chunkgate.store.ErrorCode;
import io.chunkgate.tcp.frame.Frame;
import io.chunkgate.tcp.frame.FrameType;
import io.vertx.core.Future;
import io.vertx.core.Promise;

/** Waits for one frame, the answer to another. */
final class Answer implements TcpSession.Listener {
    private final FrameType expected;
    private final Promise<Frame> answer = Promise.promise();

    /** Listens to the session. */
    Answer(TcpSession session, FrameType expected) {
        this.expected = expected;
        session.listen(this);
    }

    /** The frame. Whoever gets it listens to the session in the same step, so that no frame is lost in between. */
    Future<Frame> future() {
        return answer.future();
    }

    @Override
    public void received(FrameType type, Frame frame) {
        if (type == expected) {
            answer.tryComplete(frame);
        } else {
            answer.tryFail(new ClientException(ErrorCode.INTERNAL, type + " (expected: " + expected + ")"));
        }
    }

    @Override
    public void failed(ClientException cause) {
        answer.tryFail(cause);
    }
}
