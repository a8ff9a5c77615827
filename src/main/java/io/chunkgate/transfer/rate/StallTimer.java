package io.chunkgate.transfer.rate;

import io.vertx.core.Vertx;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/** Notices a transfer that makes no progress, or hardly any, by looking at its count of bytes once a period. Used from one context. */
public final class StallTimer {
    private final Vertx vertx;
    private final MinRate limit;
    private final long neededBytes;
    private final LongSupplier progress;
    private final BooleanSupplier excused;
    private final LongConsumer onStall;
    private long timerId = -1;
    private long seen;

    /**
     * Starts the timer.
     *
     * @param limit         a stall is noticed after one to two of its periods
     * @param neededBytes   by how much the count must grow in a period
     * @param progress      a count that grows while bytes move
     * @param excused       whether it is not the client that is waited for just now
     * @param onStall       told once by how much the count grew, when the count grew too little in a period without an excuse; the timer is over then
     */
    public StallTimer(
            Vertx vertx,
            MinRate limit,
            long neededBytes,
            LongSupplier progress,
            BooleanSupplier excused,
            LongConsumer onStall) {
        this.vertx = vertx;
        this.limit = limit;
        this.neededBytes = neededBytes;
        this.progress = progress;
        this.excused = excused;
        this.onStall = onStall;
        arm();
    }

    public void stop() {
        vertx.cancelTimer(timerId);
    }

    private void arm() {
        if (limit.periodMillis() > 0) {
            timerId = vertx.setTimer(limit.periodMillis(), id -> check());
        }
    }

    private void check() {
        long now = progress.getAsLong();
        if (excused.getAsBoolean() || now - seen >= neededBytes) {
            seen = now;
            arm();
        } else {
            onStall.accept(now - seen);
        }
    }
}
