package io.chunkgate.tcp.frame;

import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Takes down what a parser finds. */
final class Collected implements FrameReceiver {
    private final Function<FrameHeader, Payload> answer;
    private final List<Frame> frames = new ArrayList<>();
    private final List<Integrity> integrities = new ArrayList<>();

    Collected() {
        this(header -> Payload.KEEP);
    }

    Collected(Function<FrameHeader, Payload> answer) {
        this.answer = answer;
    }

    List<Frame> frames() {
        return frames;
    }

    List<Integrity> integrities() {
        return integrities;
    }

    @Override
    public Payload announced(FrameHeader header) {
        return answer.apply(header);
    }

    @Override
    public void received(Frame frame, Integrity integrity) {
        frames.add(new Frame(frame.header(), Buffer.buffer(frame.payload().getBytes())));
        integrities.add(integrity);
    }
}
