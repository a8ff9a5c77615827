package io.chunkgate.tcp;

import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;

/** Runs an action once when {@link #touch} was not called for the timeout. Runs only between {@link #start} and {@link #stop}. */
final class IdleTimer {
    private static final long NONE = -1;

    private final Vertx vertx;
    private final long timeoutMillis;
    private final Runnable onIdle;
    private long timer = NONE;
    private long touchedNanos;

    /** @param timeoutMillis 0 for no timeout */
    IdleTimer(Vertx vertx, long timeoutMillis, Runnable onIdle) {
        this.vertx = vertx;
        this.timeoutMillis = timeoutMillis;
        this.onIdle = onIdle;
    }

    void start() {
        touch();
        if (timer == NONE && timeoutMillis > 0) {
            arm(timeoutMillis);
        }
    }

    /** Postpones the timeout. Cheap: the running timer is not replaced, and checks the time when it fires. */
    void touch() {
        touchedNanos = System.nanoTime();
    }

    void stop() {
        vertx.cancelTimer(timer);
        timer = NONE;
    }

    private void arm(long millis) {
        timer = vertx.setTimer(millis, id -> check());
    }

    private void check() {
        long left = timeoutMillis - TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - touchedNanos);
        if (left > 0) {
            arm(left);
            return;
        }
        timer = NONE;
        onIdle.run();
    }
}
