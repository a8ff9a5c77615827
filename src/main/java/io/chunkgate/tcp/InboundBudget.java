package io.chunkgate.tcp;

import io.chunkgate.io.MemoryBudget;
import io.vertx.core.Context;
import io.vertx.core.Vertx;

/**
 * Counts the bytes that one connection makes the gateway hold: payloads that have been announced, uploaded bytes that are not
 * stored yet, frames that the client has not read yet, STAT requests that are not answered yet. The connection is not read
 * while it holds more than its limit, or while the {@link MemoryBudget} has no room for the payload that comes next. Used from
 * the connection's event loop.
 */
final class InboundBudget {
    /** Enough for HELLO and for the control frames of a session. */
    private static final long ALLOWANCE_BYTES = 16 * 1024;

    private final Context context;
    private final TcpConnection connection;
    private final MemoryBudget memory;
    private final MemoryBudget.Share share;
    private final long maxBytes;
    private long byteCount;
    private boolean isOverLimit;
    private long awaitedBytes;
    private boolean isQueued;
    private Runnable onRoom = () -> {};

    /** @param maxBytes of this connection */
    InboundBudget(Vertx vertx, TcpConnection connection, long maxBytes) {
        this.context = vertx.getOrCreateContext();
        this.connection = connection;
        this.memory = MemoryBudget.of(vertx);
        this.share = memory.open(ALLOWANCE_BYTES);
        this.maxBytes = maxBytes;
        connection.closure().onComplete(closed -> share.close());
    }

    /**
     * Reserves memory for a payload that has been announced. Without room the connection is paused, and the action runs once,
     * when it is worth another try.
     */
    boolean reserve(long bytes, Runnable retry) {
        if (share.tryReserve(bytes)) {
            count(bytes);
            return true;
        }
        awaitedBytes = bytes;
        onRoom = retry;
        connection.pause();
        if (!share.isTooLarge(bytes) && !isQueued) {
            isQueued = true;
            memory.whenRoom(bytes, () -> context.runOnContext(v -> hasRoom()));
        }
        return false;
    }

    private void hasRoom() {
        isQueued = false;
        retry();
    }

    /** Counts bytes that are held already. */
    void add(long bytes) {
        share.reserve(bytes);
        count(bytes);
    }

    void remove(long bytes) {
        share.unreserve(bytes);
        byteCount -= bytes;
        if (isOverLimit && byteCount <= maxBytes / 2) {
            isOverLimit = false;
            resume();
        }
        if (awaitedBytes > 0 && !isQueued && !share.isTooLarge(awaitedBytes)) {
            retry();
        }
    }

    private void count(long bytes) {
        byteCount += bytes;
        if (!isOverLimit && byteCount > maxBytes) {
            isOverLimit = true;
            connection.pause();
        }
    }

    private void retry() {
        if (awaitedBytes > 0) {
            awaitedBytes = 0;
            onRoom.run();
            resume();
        }
    }

    private void resume() {
        if (!isOverLimit && awaitedBytes == 0) {
            connection.resume();
        }
    }
}
