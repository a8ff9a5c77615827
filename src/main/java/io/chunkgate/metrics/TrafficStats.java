package io.chunkgate.metrics;

import io.chunkgate.transfer.Traffic;
import io.chunkgate.transfer.Transfers;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Metrics of the registry of transfers: transferred bytes and running transfers. */
record TrafficStats(Transfers transfers) {
    void register(PrometheusRegistry registry) {
        CounterWithCallback.builder()
                .name("chunkgate_transferred_bytes_total")
                .help("Bytes of files that were sent to clients or stored, including those of running transfers.")
                .labelNames("listener", "direction")
                .callback(metric -> transfers
                        .traffic()
                        .forEach((way, byteCount) -> metric.call(
                                byteCount, way.listener(), way.direction().label())))
                .register(registry);
        GaugeWithCallback.builder()
                .name("chunkgate_running_transfers")
                .help("Running transfers.")
                .labelNames("listener", "direction")
                .callback(this::running)
                .register(registry);
        GaugeWithCallback.builder()
                .name("chunkgate_read_ahead_bytes")
                .help("Memory of downloads for blocks of files that are read ahead.")
                .callback(metric -> metric.call((double) transfers.blockBytes()))
                .register(registry);
    }

    /** Includes zeros, for each direction and listener that had a transfer. */
    private void running(GaugeWithCallback.Callback metric) {
        Map<Traffic.Way, Long> counts = transfers.running().stream()
                .map(transfer -> new Traffic.Way(transfer.clientId().listener(), transfer.direction()))
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
        transfers
                .traffic()
                .forEach((way, byteCount) -> metric.call(
                        counts.getOrDefault(way, 0L),
                        way.listener(),
                        way.direction().label()));
    }
}
