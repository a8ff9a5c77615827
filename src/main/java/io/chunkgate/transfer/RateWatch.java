package io.chunkgate.transfer;

import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.StoreException;
import io.vertx.core.Vertx;
import java.util.function.Consumer;

/**
 * Notices a client that sends nothing, or next to nothing, while the gateway waits for its bytes. Runs between
 * {@link #start} and {@link #stop} only: a slow disk is not the client's fault.
 */
public final class RateWatch {
    private static final long NONE = -1;
    private static final double MILLIS_PER_SECOND = 1000;

    private final Vertx vertx;
    private final long periodMillis;
    private final long neededBytes;
    private final Consumer<StoreException> onSlow;
    private long timer = NONE;
    private long byteCount;

    /**
     * @param periodMillis      the client is judged by what it sends in such a time; 0 for never
     * @param minBytesPerSecond the least that it must send on average; 0 for any byte at all
     * @param onSlow            gets the reason, once a period
     */
    public RateWatch(Vertx vertx, long periodMillis, long minBytesPerSecond, Consumer<StoreException> onSlow) {
        this.vertx = vertx;
        this.periodMillis = periodMillis;
        this.neededBytes = Math.max(1, (long) (minBytesPerSecond * (periodMillis / MILLIS_PER_SECOND)));
        this.onSlow = onSlow;
    }

    /** Begins a period, unless one runs. */
    public void start() {
        if (timer == NONE && periodMillis > 0) {
            byteCount = 0;
            timer = vertx.setTimer(periodMillis, id -> judge());
        }
    }

    /** Counts what came. */
    public void count(long bytes) {
        byteCount += bytes;
    }

    /** Ends the period without a judgement. */
    public void stop() {
        vertx.cancelTimer(timer);
        timer = NONE;
    }

    private void judge() {
        timer = NONE;
        if (byteCount < neededBytes) {
            onSlow.accept(StoreException.unexpected(
                    ErrorCode.DEADLINE_EXCEEDED,
                    "bytes in " + periodMillis + " ms",
                    byteCount,
                    "at least " + neededBytes));
        } else {
            start();
        }
    }
}
