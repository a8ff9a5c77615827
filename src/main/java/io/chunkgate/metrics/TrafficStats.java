package io.chunkgate.metrics;

import io.chunkgate.transfer.Traffic;
import io.chunkgate.transfer.Transfers;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What the registry of transfers counts anyway: bytes as they move, and what runs. */
record TrafficStats(Transfers transfers) {
    void register(PrometheusRegistry registry) {
        CounterWithCallback.builder()
                .name("chunkgate_transferred_bytes_total")
                .help("Bytes of files that clients took or that were stored, those of running transfers included.")
                .labelNames("door", "direction")
                .callback(figure -> transfers
                        .traffic()
                        .forEach((way, byteCount) -> figure.call(
                                byteCount, way.listener(), way.direction().label())))
                .register(registry);
        GaugeWithCallback.builder()
                .name("chunkgate_running_transfers")
                .help("Transfers that run now.")
                .labelNames("door", "direction")
                .callback(this::running)
                .register(registry);
        GaugeWithCallback.builder()
                .name("chunkgate_read_ahead_bytes")
                .help("Memory that downloads hold blocks of files in.")
                .callback(figure -> figure.call((double) transfers.blockBytes()))
                .register(registry);
    }

    /** Also those of which none runs, once there was one. */
    private void running(GaugeWithCallback.Callback figure) {
        Map<Traffic.Key, Long> counts = transfers.running().stream()
                .map(transfer -> new Traffic.Key(transfer.clientId().listener(), transfer.direction()))
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
        transfers
                .traffic()
                .forEach((way, byteCount) -> figure.call(
                        counts.getOrDefault(way, 0L),
                        way.listener(),
                        way.direction().label()));
    }
}
