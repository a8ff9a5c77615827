package io.chunkgate.transfer.download;

import io.chunkgate.io.Chunk;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.WriteStream;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A connection that takes bytes, as a stream that takes chunks. Its failures pass through, and so does its back-pressure;
 * but a response over HTTP/2 counts writes and not bytes, so the queue is also full once {@value #FULL_BYTES} bytes wait
 * for the socket, whatever the connection says.
 */
public final class ChunkSink implements WriteStream<Chunk> {
    private static final int FULL_BYTES = 128 * 1024;

    private final WriteStream<Buffer> connection;
    private final Function<Chunk, Buffer> framing;
    private final StreamScheduler.Slot slot;
    private long waitingBytes;
    private boolean broken;
    private @Nullable Handler<Void> drainHandler;

    private ChunkSink(WriteStream<Buffer> connection, Function<Chunk, Buffer> framing, StreamScheduler.Slot slot) {
        this.connection = connection;
        this.framing = framing;
        this.slot = slot;
    }

    /** Sends the bytes of the chunks and nothing else, on a connection that nobody else writes to. */
    public static ChunkSink plain(WriteStream<Buffer> connection) {
        return plain(connection, StreamScheduler.alone());
    }

    /**
     * Sends the bytes of the chunks and nothing else.
     *
     * @param slot among those that write to the same connection
     */
    public static ChunkSink plain(WriteStream<Buffer> connection, StreamScheduler.Slot slot) {
        return new ChunkSink(connection, Chunk::data, slot);
    }

    /** As {@link #plain}, sends what a protocol makes of each chunk. */
    public static ChunkSink cgp(
            WriteStream<Buffer> connection, Function<Chunk, Buffer> framing, StreamScheduler.Slot slot) {
        return new ChunkSink(connection, framing, slot);
    }

    /** Whether a write failed, so that nothing can be sent any more. */
    public boolean isBroken() {
        return broken;
    }

    /** Whether there are bytes that the socket has not taken yet. */
    public boolean isBusy() {
        return waitingBytes > 0;
    }

    @Override
    public Future<Void> write(Chunk chunk) {
        Buffer bytes = framing.apply(chunk);
        waitingBytes += bytes.length();
        return slot.write(() -> connection.write(bytes))
                .onComplete(written -> written(bytes.length(), written.succeeded()));
    }

    @Override
    public Future<Void> end() {
        return connection.end();
    }

    @Override
    public boolean writeQueueFull() {
        return waitingBytes >= FULL_BYTES || connection.writeQueueFull();
    }

    @Override
    public ChunkSink setWriteQueueMaxSize(int maxSize) {
        connection.setWriteQueueMaxSize(maxSize);
        return this;
    }

    @Override
    public ChunkSink drainHandler(@Nullable Handler<Void> handler) {
        drainHandler = handler;
        connection.drainHandler(handler == null ? null : drained -> drain());
        return this;
    }

    @Override
    public ChunkSink exceptionHandler(@Nullable Handler<Throwable> handler) {
        connection.exceptionHandler(handler);
        return this;
    }

    private void written(int byteCount, boolean success) {
        waitingBytes -= byteCount;
        broken |= !success;
        drain();
    }

    private void drain() {
        if (drainHandler != null && waitingBytes < FULL_BYTES) {
            drainHandler.handle(null);
        }
    }
}
