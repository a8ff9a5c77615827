package io.chunkgate.tcp;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;

/**
 * Closes a connection so that the last bytes arrive. A close with unread bytes of the client is a reset, which can overtake
 * what was sent before. So the sending side is ended first, and further bytes of the client are read and dropped for a while.
 */
final class GracefulClose implements Session {
    private static final long MAX_MILLIS = 1000;
    private static final long MAX_BYTES = 4L * 1024 * 1024;

    private final Vertx vertx;
    private final TcpConnection connection;
    private final long timer;
    private boolean outputEnded;
    private long droppedBytes;

    private GracefulClose(Vertx vertx, TcpConnection connection) {
        this.vertx = vertx;
        this.connection = connection;
        this.timer = vertx.setTimer(MAX_MILLIS, id -> connection.close());
    }

    static void begin(Vertx vertx, TcpConnection connection, Buffer finalBytes) {
        GracefulClose session = new GracefulClose(vertx, connection);
        connection.serve(session);
        connection.write(finalBytes).onSuccess(v -> session.endOutput()).onFailure(cause -> connection.close());
        connection.resume();
    }

    private void endOutput() {
        outputEnded = true;
        connection.endOutput();
        closeWhenBothEnded();
    }

    @Override
    public void received(Buffer data) {
        droppedBytes += data.length();
        if (droppedBytes > MAX_BYTES) {
            connection.close();
        }
    }

    @Override
    public void ended() {
        closeWhenBothEnded();
    }

    @Override
    public void closed() {
        vertx.cancelTimer(timer);
    }

    private void closeWhenBothEnded() {
        if (outputEnded && connection.isInputEnded()) {
            connection.close();
        }
    }
}
