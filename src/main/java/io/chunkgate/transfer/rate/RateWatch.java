package io.chunkgate.transfer.rate;

import io.chunkgate.store.StoreException;
import io.vertx.core.Vertx;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * Detects a client that moves too few bytes: checks once a period that a count of bytes increased by a minimum. Runs between
 * {@link #start} and {@link #stop} only, so that a slow disk is not held against the client. Used from one context.
 */
public final class RateWatch {
    private static final long NONE = -1;

    private final Vertx vertx;
    private final long periodMillis;
    private final long neededBytes;
    private final LongSupplier progress;
    private final BooleanSupplier excused;
    private final LongConsumer onSlow;
    private long timer = NONE;
    private long counted;
    private long lastTotal;

    /**
     * Watches the bytes that {@link #count} counts.
     *
     * @param rate   the minimum that the client must send
     * @param onSlow gets the error when a period ends with fewer bytes; the watch is stopped then
     */
    public RateWatch(Vertx vertx, MinRate rate, Consumer<StoreException> onSlow) {
        this(
                vertx,
                rate.periodMillis(),
                rate.neededBytes(),
                () -> 0,
                () -> false,
                byteCount -> onSlow.accept(rate.violation("bytes", byteCount)));
    }

    /**
     * Watches a count that is read once a period.
     *
     * @param periodMillis 0 for no check at all
     * @param neededBytes  the minimum increase of the count in a period
     * @param progress     the count
     * @param excused      whether the period that ends does not count, since the client was not waited for
     * @param onSlow       gets the increase when it is below the minimum; the watch is stopped then
     */
    public RateWatch(
            Vertx vertx,
            long periodMillis,
            long neededBytes,
            LongSupplier progress,
            BooleanSupplier excused,
            LongConsumer onSlow) {
        this.vertx = vertx;
        this.periodMillis = periodMillis;
        this.neededBytes = neededBytes;
        this.progress = progress;
        this.excused = excused;
        this.onSlow = onSlow;
    }

    /** Begins a period, unless one is running. */
    public void start() {
        if (timer == NONE && periodMillis > 0) {
            lastTotal = total();
            timer = vertx.setTimer(periodMillis, id -> check());
        }
    }

    /** Adds to the count. */
    public void count(long bytes) {
        counted += bytes;
    }

    /** Ends the period without a check. */
    public void stop() {
        vertx.cancelTimer(timer);
        timer = NONE;
    }

    private long total() {
        return counted + progress.getAsLong();
    }

    private void check() {
        timer = NONE;
        long increase = total() - lastTotal;
        if (excused.getAsBoolean() || increase >= neededBytes) {
            start();
        } else {
            onSlow.accept(increase);
        }
    }
}
