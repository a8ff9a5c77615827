package io.chunkgate.metrics;

import io.chunkgate.transfer.Traffic;
import io.chunkgate.transfer.Transfer;
import io.chunkgate.transfer.TransferObserver;
import io.chunkgate.transfer.TransferOutcome;
import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** Metrics of ended transfers. A transfer that never opened its file is counted as a rejection instead. */
final class TransferStats implements TransferObserver {
    private static final double[] SECONDS = {
        0.001, 0.005, 0.025, 0.1, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3600, 4 * 3600, 12 * 3600
    };

    private final Counter ended;
    private final Histogram durations;
    /** Caches data points: looking them up by labels would cost more than counting. */
    private final Map<Traffic.Key, Stats> stats = new ConcurrentHashMap<>();

    private record Stats(Map<TransferOutcome.Kind, CounterDataPoint> ended, DistributionDataPoint durations) {}

    TransferStats(PrometheusRegistry registry) {
        ended = Counter.builder()
                .name("chunkgate_transfers_total")
                .help("Ended transfers by outcome.")
                .labelNames("listener", "direction", "outcome")
                .withoutExemplars()
                .register(registry);
        durations = Histogram.builder()
                .name("chunkgate_transfer_duration_seconds")
                .help("Duration of transfers.")
                .labelNames("listener", "direction")
                .withoutExemplars() // No tracer sets their context; sampling them takes a lock.
                .classicOnly()
                .classicUpperBounds(SECONDS)
                .register(registry);
    }

    @Override
    public void transferEnded(Transfer transfer, TransferOutcome outcome) {
        if (transfer.transferRange().isEmpty()) {
            return;
        }
        Stats of = stats.computeIfAbsent(
                new Traffic.Key(transfer.clientId().listener(), transfer.direction()), this::stats);
        Objects.requireNonNull(of.ended().get(outcome.kind())).inc();
        of.durations().observe(transfer.age().toNanos() / (double) TimeUnit.SECONDS.toNanos(1));
    }

    private Stats stats(Traffic.Key way) {
        String direction = way.direction().label();
        Map<TransferOutcome.Kind, CounterDataPoint> counters = new EnumMap<>(TransferOutcome.Kind.class);
        for (TransferOutcome.Kind kind : TransferOutcome.Kind.values()) {
            counters.put(kind, ended.labelValues(way.listener(), direction, kind.label()));
        }
        return new Stats(counters, durations.labelValues(way.listener(), direction));
    }
}
