package io.chunkgate.tcp;

/**
 * Counts the bytes that one connection holds in memory: uploaded bytes that are not stored yet, frames that the client has
 * not read yet, STAT requests that are not answered yet. Above the limit the connection is not read until the count has
 * fallen to half of it.
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
