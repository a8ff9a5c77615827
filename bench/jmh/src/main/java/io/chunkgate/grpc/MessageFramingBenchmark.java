package io.chunkgate.grpc;

import com.google.protobuf.ByteString;
import io.chunkgate.io.Chunk;
import io.chunkgate.proto.demo.Response;
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
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Encodes a block of 256 KiB as gRPC messages, by hand and with protobuf objects. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class MessageFramingBenchmark {
    private static final int BLOCK_BYTES = 256 * 1024;

    /** Bytes of the file in each message. */
    @Param({"4096", "32768", "262144"})
    public int chunkSize;

    private final ByteBuffer bytes = ByteBuffer.allocateDirect(BLOCK_BYTES);
    private final Chunk block = new Chunk(0, BufferInternal.buffer(Unpooled.wrappedBuffer(bytes)));

    @Benchmark
    public Buffer handEncoded() {
        return new MessageFraming(chunkSize, MessageLayout.demo(chunkSize)).frame(block);
    }

    @Benchmark
    public Buffer protobuf() {
        Buffer messages = Buffer.buffer();
        for (int from = 0; from < BLOCK_BYTES; from += chunkSize) {
            byte[] message = Response.newBuilder()
                    .setChunkNumber(from / chunkSize)
                    .setChunk(ByteString.copyFrom(bytes.slice(from, chunkSize)))
                    .build()
                    .toByteArray();
            messages.appendByte((byte) 0).appendInt(message.length).appendBytes(message);
        }
        return messages;
    }
}
