package io.chunkgate.server.launch;

import io.chunkgate.store.StoreException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Repeats the start of a server while its store is away, such as a bucket whose server starts later than the gateway. */
final class StoreWait {
    private static final Logger LOG = LoggerFactory.getLogger(StoreWait.class);
    private static final Duration LEAST_PAUSE = Duration.ofMillis(500);
    private static final Duration MOST_PAUSE = Duration.ofSeconds(10);

    private final Vertx vertx;
    private final Supplier<Future<String>> start;
    private boolean waiting;

    private StoreWait(Vertx vertx, Supplier<Future<String>> start) {
        this.vertx = vertx;
        this.start = start;
    }

    /** Succeeds when a start succeeds; fails with any failure but a temporary one of the store. */
    static Future<String> repeat(Vertx vertx, Supplier<Future<String>> start) {
        return new StoreWait(vertx, start).attempt(LEAST_PAUSE);
    }

    static boolean isAway(Throwable cause) {
        return cause instanceof StoreException failure
                && failure.retryAfterMillis().isPresent();
    }

    private Future<String> attempt(Duration pause) {
        return start.get()
                .onSuccess(started -> {
                    if (waiting) {
                        LOG.info("The store can be reached");
                    }
                })
                .recover(cause -> isAway(cause) ? again(pause, cause) : Future.failedFuture(cause));
    }

    private Future<String> again(Duration pause, Throwable cause) {
        if (!waiting) {
            LOG.warn("Waiting for the store: {}", cause.getMessage());
        }
        waiting = true;
        Duration longer = pause.multipliedBy(2);
        return vertx.timer(pause.toMillis())
                .compose(v -> attempt(longer.compareTo(MOST_PAUSE) < 0 ? longer : MOST_PAUSE));
    }
}
