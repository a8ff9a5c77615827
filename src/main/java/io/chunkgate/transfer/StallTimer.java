package io.chunkgate.transfer;

import io.vertx.core.Vertx;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/** Notices a transfer that makes no progress, by looking at its count of bytes once a period. Used from one context. */
final class StallTimer {
    private final Vertx vertx;
    private final long timeoutMillis;
    private final LongSupplier progress;
    private final BooleanSupplier excused;
    private final Runnable onStall;
    private long timerId = -1;
    private long seen;

    /**
     * Starts the timer.
     *
     * @param timeoutMillis a stall is noticed after one to two times this; 0 for never
     * @param progress      a count that grows while bytes move
     * @param excused       whether it is not the client that is waited for just now
     * @param onStall       run once, when the count stood still for a period without an excuse; the timer is over then
     */
    StallTimer(Vertx vertx, long timeoutMillis, LongSupplier progress, BooleanSupplier excused, Runnable onStall) {
        this.vertx = vertx;
        this.timeoutMillis = timeoutMillis;
        this.progress = progress;
        this.excused = excused;
        this.onStall = onStall;
        arm();
    }

    void stop() {
        vertx.cancelTimer(timerId);
    }

    private void arm() {
        if (timeoutMillis == 0) {
            return;
        }
        timerId = vertx.setTimer(timeoutMillis, id -> check());
    }

    private void check() {
        long now = progress.getAsLong();
        if (now == seen && !excused.getAsBoolean()) {
            onStall.run();
        } else {
            seen = now;
            arm();
        }
    }
}
