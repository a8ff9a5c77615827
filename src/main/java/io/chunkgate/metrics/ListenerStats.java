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

/** What doors count: connections, and whom they turned away. */
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
                .help("Connections and requests that were turned away before they came to a transfer.")
                .labelNames("door", "reason")
                .callback(figure -> Rejections.of(vertx)
                        .forEach((kind, count) -> figure.call(
                                count, kind.listener(), kind.reason().label())))
                .register(registry);
        droppedLines(registry);
    }

    private void droppedLines(PrometheusRegistry registry) {
        CounterWithCallback.builder()
                .name("chunkgate_access_log_dropped_total")
                .help("Lines of the access log that the disk was too slow for, or had no room for.")
                .callback(figure -> figure.call((double) AccessLog.droppedLines(vertx)))
                .register(registry);
    }

    private void connections(GaugeWithCallback.Callback figure) {
        for (Endpoint endpoint : Endpoints.of(vertx).list()) {
            int count = ConnectionLimit.of(vertx, endpoint.listener()).count();
            figure.call(count, endpoint.listener().label());
        }
    }
}
