package io.chunkgate.metrics;

import io.chunkgate.accesslog.AccessLog;
import io.chunkgate.server.Endpoint;
import io.chunkgate.server.Endpoints;
import io.chunkgate.server.net.ConnectionLimit;
import io.chunkgate.transfer.Rejections;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.vertx.core.Vertx;

/** Metrics of the listeners: connections and rejections. */
record ListenerStats(Vertx vertx) {
    void register(PrometheusRegistry registry) {
        GaugeWithCallback.builder()
                .name("chunkgate_open_connections")
                .help("Connections that are open now.")
                .labelNames("listener")
                .callback(this::connections)
                .register(registry);
        CounterWithCallback.builder()
                .name("chunkgate_rejections_total")
                .help("Connections and requests that were rejected before a transfer began.")
                .labelNames("listener", "reason")
                .callback(metric -> Rejections.of(vertx)
                        .forEach((kind, count) -> metric.call(
                                count, kind.listener(), kind.reason().label())))
                .register(registry);
        droppedLines(registry);
    }

    private void droppedLines(PrometheusRegistry registry) {
        CounterWithCallback.builder()
                .name("chunkgate_access_log_dropped_total")
                .help("Lines of the access log that were dropped because the disk was slow or full.")
                .callback(metric -> metric.call((double) AccessLog.droppedLines(vertx)))
                .register(registry);
    }

    private void connections(GaugeWithCallback.Callback metric) {
        for (Endpoint endpoint : Endpoints.of(vertx).list()) {
            int count = ConnectionLimit.of(vertx, endpoint.listener()).count();
            metric.call(count, endpoint.listener().label());
        }
    }
}
