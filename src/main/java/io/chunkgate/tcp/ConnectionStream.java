package io.chunkgate.tcp;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.WriteStream;
import org.jspecify.annotations.Nullable;

/** A connection as a stream with back-pressure. Its end is that of the connection, which the caller ends. */
record ConnectionStream(TcpConnection connection) implements WriteStream<Buffer> {
    @Override
    public Future<Void> write(Buffer data) {
        return connection.write(data);
    }

    @Override
    public Future<Void> end() {
        return Future.succeededFuture();
    }

    @Override
    public boolean writeQueueFull() {
        return connection.isQueueFull();
    }

    /** Not supported: the socket has the size that it was made with. */
    @Override
    public ConnectionStream setWriteQueueMaxSize(int maxSize) {
        throw new UnsupportedOperationException("maxSize: " + maxSize + " (expected: the size of the socket)");
    }

    @Override
    public ConnectionStream drainHandler(@Nullable Handler<Void> handler) {
        connection.whenDrained(handler);
        return this;
    }

    @Override
    public ConnectionStream exceptionHandler(@Nullable Handler<Throwable> handler) {
        connection.whenBroken(handler);
        return this;
    }
}
