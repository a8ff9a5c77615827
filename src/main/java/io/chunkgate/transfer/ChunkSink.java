package io.chunkgate.transfer;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.WriteStream;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A connection that takes bytes, as a stream that takes chunks. Its back-pressure and its failures pass through. */
public final class ChunkSink implements WriteStream<Chunk> {
    private final WriteStream<Buffer> connection;
    private final Function<Chunk, Buffer> framing;

    private ChunkSink(WriteStream<Buffer> connection, Function<Chunk, Buffer> framing) {
        this.connection = connection;
        this.framing = framing;
    }

    /** Sends the bytes of the chunks and nothing else. */
    public static ChunkSink plain(WriteStream<Buffer> connection) {
        return new ChunkSink(connection, Chunk::data);
    }

    /** Sends what a protocol makes of each chunk. */
    public static ChunkSink framed(WriteStream<Buffer> connection, Function<Chunk, Buffer> framing) {
        return new ChunkSink(connection, framing);
    }

    @Override
    public Future<Void> write(Chunk chunk) {
        return connection.write(framing.apply(chunk));
    }

    @Override
    public Future<Void> end() {
        return connection.end();
    }

    @Override
    public boolean writeQueueFull() {
        return connection.writeQueueFull();
    }

    @Override
    public ChunkSink setWriteQueueMaxSize(int maxSize) {
        connection.setWriteQueueMaxSize(maxSize);
        return this;
    }

    @Override
    public ChunkSink drainHandler(@Nullable Handler<Void> handler) {
        connection.drainHandler(handler);
        return this;
    }

    @Override
    public ChunkSink exceptionHandler(@Nullable Handler<Throwable> handler) {
        connection.exceptionHandler(handler);
        return this;
    }
}
