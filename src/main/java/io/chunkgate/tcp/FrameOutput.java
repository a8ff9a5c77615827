package io.chunkgate.tcp;

import io.chunkgate.cgp.ErrorMessage;
import io.chunkgate.cgp.Frame;
import io.chunkgate.cgp.FrameType;
import io.chunkgate.store.StoreException;
import io.vertx.core.buffer.Buffer;
import java.util.OptionalLong;

/** Sends the frames of a CGP session, except the CHUNKs of downloads. */
final class FrameOutput {
    /** Memory that a short frame takes beside its bytes. */
    private static final long OVERHEAD_BYTES = 256;

    private final TcpConnection connection;
    private final InboundBudget budget;

    FrameOutput(TcpConnection connection, InboundBudget budget) {
        this.connection = connection;
        this.budget = budget;
    }

    void send(Frame frame) {
        Buffer bytes = frame.encode();
        long cost = bytes.length() + OVERHEAD_BYTES;
        budget.add(cost);
        connection.write(bytes).onComplete(written -> budget.remove(cost));
    }

    /** Sends an ERROR after which the transfer, or with transfer 0 the session, continues. */
    void sendError(int transfer, long offset, StoreException reason, OptionalLong sequence) {
        ErrorMessage message = ErrorMessage.of(reason, false);
        ErrorMessage complete = sequence.isPresent() ? message.withSequence(sequence.getAsLong()) : message;
        send(Frame.of(FrameType.ERROR, transfer, offset, 0, complete.encode()));
    }

    /** Returns the ERROR that ends a transfer, or with transfer 0 the session. */
    static Frame finalError(int transfer, long offset, StoreException reason) {
        ErrorMessage message = ErrorMessage.of(reason, true);
        return Frame.of(FrameType.ERROR, transfer, offset, 0, message.encode());
    }
}
