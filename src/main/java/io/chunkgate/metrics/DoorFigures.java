package io.chunkgate.metrics;

import io.chunkgate.door.ConnectionLimit;
import io.chunkgate.door.Endpoint;
import io.chunkgate.door.Endpoints;
import io.chunkgate.door.Rejections;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.vertx.core.Vertx;

/** What doors count: connections, and whom they turned away. */
record DoorFigures(Vertx vertx) {
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
                                count, kind.listener().label(), kind.reason().label())))
                .register(registry);
    }

    private void connections(GaugeWithCallback.Callback figure) {
        for (Endpoint endpoint : Endpoints.of(vertx).list()) {
            int count = ConnectionLimit.of(vertx, endpoint.listener()).count();
            figure.call(count, endpoint.listener().label());
        }
    }
}
