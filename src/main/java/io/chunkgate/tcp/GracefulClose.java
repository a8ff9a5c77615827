package io.chunkgate.tcp;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;

/**
 * The end of a connection. A close while bytes of the client lie unread is a reset, which can overtake the last word on
 * its way. So the sending side is ended first, and what still comes is read and dropped, for a while.
 */
final class GracefulClose implements Session {
    private static final long MAX_MILLIS = 1000;
    private static final long MAX_BYTES = 4L * 1024 * 1024;

    private final Vertx vertx;
    private final TcpConnection connection;
    private final long timer;
    private boolean wordSent;
    private long dropped;

    private GracefulClose(Vertx vertx, TcpConnection connection) {
        this.vertx = vertx;
        this.connection = connection;
        this.timer = vertx.setTimer(MAX_MILLIS, id -> connection.close());
    }

    static void begin(Vertx vertx, TcpConnection connection, Buffer finalFrame) {
        GracefulClose gracefulClose = new GracefulClose(vertx, connection);
        connection.serve(gracefulClose);
        connection.write(finalFrame).onSuccess(v -> gracefulClose.wordSent()).onFailure(cause -> connection.close());
        connection.resume();
    }

    private void wordSent() {
        wordSent = true;
        connection.endOutput();
        closeWhenBothEnded();
    }

    @Override
    public void received(Buffer data) {
        dropped += data.length();
        if (dropped > MAX_BYTES) {
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

    /** It lasts a second at most, so there is nothing to hurry. */
    @Override
    public void drain() {}

    private void closeWhenBothEnded() {
        if (wordSent && connection.isInputEnded()) {
            connection.close();
        }
    }
}
