package io.chunkgate.transfer.download;

import io.chunkgate.io.Chunk;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.streams.WriteStream;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A stream of chunks over a connection that takes bytes. Passes on the connection's failures and back-pressure. A response
 * over HTTP/2 counts writes instead of bytes, so the queue is also full when {@value #FULL_BYTES} bytes wait for the socket.
 */
public final class ChunkSink implements WriteStream<Chunk> {
    private static final int FULL_BYTES = 128 * 1024;

    private final WriteStream<Buffer> connection;
    private final Function<Chunk, Buffer> encoder;
    private long pendingBytes;
    private boolean broken;
    private @Nullable Handler<Void> drainHandler;

    private ChunkSink(WriteStream<Buffer> connection, Function<Chunk, Buffer> encoder) {
        this.connection = connection;
        this.encoder = encoder;
    }

    /** Sends the bytes of the chunks without framing. */
    public static ChunkSink plain(WriteStream<Buffer> connection) {
        return encoded(connection, Chunk::data);
    }

    /** As {@link #plain}, with an encoder that frames each chunk. The head of a response is already written. */
    public static ChunkSink encoded(WriteStream<Buffer> connection, Function<Chunk, Buffer> encoder) {
        ChunkSink sink = new ChunkSink(connection, encoder);
        if (connection instanceof HttpServerResponse response && response.streamId() >= 0) {
            sink.awaitWindow();
        }
        return sink;
    }

    /** The queue of a stream of HTTP/2 is full until its window is open: an empty write waits for that, and sends nothing. */
    private void awaitWindow() {
        pendingBytes = FULL_BYTES;
        connection.write(Buffer.buffer()).onComplete(open -> written(FULL_BYTES, open.succeeded()));
    }

    /** Whether a write failed. */
    public boolean isBroken() {
        return broken;
    }

    /** Whether the socket has not taken all bytes yet. */
    public boolean isBusy() {
        return pendingBytes > 0;
    }

    @Override
    public Future<Void> write(Chunk chunk) {
        Buffer bytes = encoder.apply(chunk);
        pendingBytes += bytes.length();
        return connection.write(bytes).onComplete(written -> written(bytes.length(), written.succeeded()));
    }

    @Override
    public Future<Void> end() {
        drainHandler =
                null; // The window of HTTP/2 may open later, and the queue of a response that has ended cannot be
        // asked.
        return connection.end();
    }

    @Override
    public boolean writeQueueFull() {
        return pendingBytes >= FULL_BYTES || connection.writeQueueFull();
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
        pendingBytes -= byteCount;
        broken |= !success;
        drain();
    }

    private void drain() {
        if (drainHandler != null && pendingBytes < FULL_BYTES) {
            drainHandler.handle(null);
        }
    }
}
