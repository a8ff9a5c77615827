package io.chunkgate.transfer.rate;

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

    private final Vertx vertx;
    private final MinRate rate;
    private final Consumer<StoreException> onSlow;
    private long timer = NONE;
    private long byteCount;

    /**
     * @param rate   the least that the client must send
     * @param onSlow gets the reason, once a period
     */
    public RateWatch(Vertx vertx, MinRate rate, Consumer<StoreException> onSlow) {
        this.vertx = vertx;
        this.rate = rate;
        this.onSlow = onSlow;
    }

    /** Begins a period, unless one runs. */
    public void start() {
        if (timer == NONE && rate.periodMillis() > 0) {
            byteCount = 0;
            timer = vertx.setTimer(rate.periodMillis(), id -> judge());
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
        if (byteCount < rate.neededBytes()) {
            onSlow.accept(StoreException.unexpected(
                    ErrorCode.DEADLINE_EXCEEDED,
                    "bytes in " + rate.periodMillis() + " ms",
                    byteCount,
                    "at least " + rate.neededBytes()));
        } else {
            start();
        }
    }
}
