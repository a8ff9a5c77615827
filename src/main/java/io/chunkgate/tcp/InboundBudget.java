package io.chunkgate.tcp;

/**
 * What one connection has made the gateway hold: bytes that are not stored yet, answers that are not taken yet, questions
 * that are not answered yet. Beyond a bound the connection is not read until half of it is gone.
 */
final class InboundBudget {
    private final TcpConnection connection;
    private final long maxBytes;
    private long byteCount;
    private boolean paused;

    InboundBudget(TcpConnection connection, long maxBytes) {
        this.connection = connection;
        this.maxBytes = maxBytes;
    }

    void add(long bytes) {
        byteCount += bytes;
        if (!paused && byteCount > maxBytes) {
            paused = true;
            connection.pause();
        }
    }

    void remove(long bytes) {
        byteCount -= bytes;
        if (paused && byteCount <= maxBytes / 2) {
            paused = false;
            connection.resume();
        }
    }
}
