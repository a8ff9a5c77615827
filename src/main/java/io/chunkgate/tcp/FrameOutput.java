package io.chunkgate.tcp;

import io.chunkgate.cgp.ErrorMessage;
import io.chunkgate.cgp.Frame;
import io.chunkgate.cgp.FrameType;
import io.chunkgate.store.StoreException;
import io.vertx.core.buffer.Buffer;
import java.util.OptionalLong;

/** The frames that a framed session sends, but for the chunks of downloads. */
final class FrameOutput {
    /** What a short frame costs beside its bytes. */
    private static final long OVERHEAD_BYTES = 256;

    private final TcpConnection connection;
    private final InboundBudget inboundBudget;

    FrameOutput(TcpConnection connection, InboundBudget inboundBudget) {
        this.connection = connection;
        this.inboundBudget = inboundBudget;
    }

    void send(Frame frame) {
        Buffer bytes = frame.encode();
        long cost = bytes.length() + OVERHEAD_BYTES;
        inboundBudget.add(cost);
        connection.write(bytes).onComplete(written -> inboundBudget.remove(cost));
    }

    /** An ERROR after which the transfer, or with transfer 0 the session, goes on. */
    void sendError(int transfer, long offset, StoreException reason, OptionalLong sequence) {
        ErrorMessage message = ErrorMessage.of(reason, false);
        ErrorMessage whole = sequence.isPresent() ? message.withSequence(sequence.getAsLong()) : message;
        send(Frame.of(FrameType.ERROR, transfer, offset, 0, whole.encode()));
    }

    /** The ERROR that ends a transfer, or that says that there is none. */
    void fail(int transfer, long offset, StoreException reason) {
        send(lastError(transfer, offset, reason));
    }

    /** The frame of {@link #fail}. */
    static Frame lastError(int transfer, long offset, StoreException reason) {
        ErrorMessage message = ErrorMessage.of(reason, true);
        return Frame.of(FrameType.ERROR, transfer, offset, 0, message.encode());
    }
}
