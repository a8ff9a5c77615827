package io.chunkgate.metrics;

import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;

/** Measures how late event loops run timers: all connections of an event loop wait that long. */
final class LoopLag {
    private static final long INTERVAL_MILLIS = 100;
    private static final double[] SECONDS = {0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10};

    private final Histogram lag;

    LoopLag(PrometheusRegistry registry) {
        lag = Histogram.builder()
                .name("chunkgate_event_loop_lag_seconds")
                .help("How much later than due a timer of an event loop ran, ten times a second.")
                .labelNames("loop")
                .withoutExemplars() // No tracer sets their context; sampling them takes a lock.
                .classicOnly()
                .classicUpperBounds(SECONDS)
                .register(registry);
    }

    /** Measures the current event loop, until its verticle is undeployed. */
    void watch(Vertx vertx) {
        String thread = Thread.currentThread().getName();
        schedule(vertx, lag.labelValues(thread.substring(thread.lastIndexOf('-') + 1)));
    }

    private static void schedule(Vertx vertx, DistributionDataPoint lag) {
        long due = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(INTERVAL_MILLIS);
        vertx.setTimer(INTERVAL_MILLIS, timer -> {
            lag.observe(Math.max(0, System.nanoTime() - due) / (double) TimeUnit.SECONDS.toNanos(1));
            schedule(vertx, lag);
        });
    }
}
