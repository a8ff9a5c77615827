package io.chunkgate.cgp;

import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Records the frames that a parser finds. */
final class Collected implements FrameReceiver {
    private final Function<FrameHeader, Payload> reply;
    private final List<Frame> frames = new ArrayList<>();
    private final List<Integrity> integrities = new ArrayList<>();

    Collected() {
        this(header -> Payload.KEEP);
    }

    Collected(Function<FrameHeader, Payload> reply) {
        this.reply = reply;
    }

    List<Frame> frames() {
        return frames;
    }

    List<Integrity> integrities() {
        return integrities;
    }

    @Override
    public Payload announced(FrameHeader header) {
        return reply.apply(header);
    }

    @Override
    public void received(Frame frame, Integrity integrity) {
        frames.add(new Frame(frame.header(), Buffer.buffer(frame.payload().getBytes())));
        integrities.add(integrity);
    }
}
