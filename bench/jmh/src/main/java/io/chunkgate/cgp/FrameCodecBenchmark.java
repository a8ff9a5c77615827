package io.chunkgate.cgp;

import io.netty.buffer.Unpooled;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/** Encodes a CHUNK, with its full checksum and with that of the header, and parses it from reads of a socket. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class FrameCodecBenchmark {
    /** Bytes that a socket delivers at a time. */
    private static final int READ_BYTES = 64 * 1024;

    /** Bytes of the file in the CHUNK. */
    @Param({"4096", "65536", "262144", "1048576"})
    public int chunkSize;

    private Buffer data = Buffer.buffer();
    private Buffer encoded = Buffer.buffer();

    @Setup
    public void fill() {
        data = direct(ByteBuffer.allocateDirect(chunkSize));
        byte[] bytes = chunk().getBytes();
        encoded = direct(ByteBuffer.allocateDirect(bytes.length).put(bytes).flip());
    }

    @Benchmark
    public Buffer chunk() {
        return Frame.chunk(1, 0, 0, data).encode();
    }

    @Benchmark
    public Buffer headerOfUncheckedChunk() {
        return Frame.headerOfUncheckedChunk(1, 0, 0, chunkSize).encode();
    }

    @Benchmark
    public void parse(Blackhole taken) {
        FrameParser parser = new FrameParser(new Consumer(taken));
        for (int from = 0; from < encoded.length(); from += READ_BYTES) {
            parser.feed(encoded.slice(from, Math.min(encoded.length(), from + READ_BYTES)));
        }
    }

    private static Buffer direct(ByteBuffer bytes) {
        return BufferInternal.buffer(Unpooled.wrappedBuffer(bytes));
    }

    private record Consumer(Blackhole taken) implements FrameReceiver {
        @Override
        public Payload announced(FrameHeader header) {
            return Payload.KEEP;
        }

        @Override
        public void received(Frame frame, Integrity integrity) {
            taken.consume(frame);
            taken.consume(integrity);
        }
    }
}
