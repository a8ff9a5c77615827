package io.chunkgate.server.health;

import io.chunkgate.io.internal.VertxInternals;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * A check that many clients request: one runs at a time, its result is valid for a second, and each request gets a result
 * within a timeout. A check that does not complete is not started again, so that a store that hangs holds one thread. Safe for
 * any thread.
 */
public final class CachedCheck {
    private static final long VALID_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Vertx vertx;
    private final Supplier<Future<HealthReport>> check;
    private final HealthReport failed;
    private final long timeoutMillis;
    private Future<HealthReport> latest;
    private long startedNanos;
    private volatile long completedNanos;

    /** @param failed the result of a check that fails, or takes longer than the timeout */
    public CachedCheck(Vertx vertx, Supplier<Future<HealthReport>> check, HealthReport failed, long timeoutMillis) {
        this.vertx = vertx;
        this.check = check;
        this.failed = failed;
        this.timeoutMillis = timeoutMillis;
        this.latest = Future.succeededFuture(failed);
        this.completedNanos = System.nanoTime() - VALID_NANOS;
    }

    /** Never fails; the result arrives on the current context. */
    public synchronized Future<HealthReport> run() {
        long now = System.nanoTime();
        if (latest.isComplete() && now - completedNanos >= VALID_NANOS) {
            startedNanos = now;
            latest = Future.succeededFuture()
                    .compose(v -> check.get())
                    .otherwise(failed)
                    .onComplete(done -> completedNanos = System.nanoTime());
        }
        if (latest.isComplete()) {
            return Future.succeededFuture(latest.result());
        }
        long left = timeoutMillis - TimeUnit.NANOSECONDS.toMillis(now - startedNanos);
        return left <= 0
                ? Future.succeededFuture(failed)
                : VertxInternals.onContext(vertx.getOrCreateContext(), latest)
                        .timeout(left, TimeUnit.MILLISECONDS)
                        .otherwise(failed);
    }
}
