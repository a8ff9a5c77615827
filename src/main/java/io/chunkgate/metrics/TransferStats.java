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
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** Counts transfers as they end. One that never opened its file is a rejection, and not here. */
final class TransferStats implements TransferObserver {
    /** From what fits a packet to what takes a night. */
    private static final double[] SECONDS = {
        0.001, 0.005, 0.025, 0.1, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3600, 4 * 3600, 12 * 3600
    };

    private final Counter ended;
    private final Histogram durations;
    /** To find them by their labels each time would cost more than to count. */
    private final Map<Traffic.Key, Stats> stats = new ConcurrentHashMap<>();

    private record Stats(
            CounterDataPoint complete,
            CounterDataPoint kept,
            CounterDataPoint aborted,
            CounterDataPoint failed,
            DistributionDataPoint durations) {
        private CounterDataPoint of(TransferOutcome.Kind kind) {
            return switch (kind) {
                case COMPLETE -> complete;
                case SUSPENDED -> kept;
                case ABORTED -> aborted;
                case FAILED -> failed;
            };
        }
    }

    TransferStats(PrometheusRegistry registry) {
        ended = Counter.builder()
                .name("chunkgate_transfers_total")
                .help("Transfers that ended, by how they did.")
                .labelNames("door", "direction", "outcome")
                .register(registry);
        durations = Histogram.builder()
                .name("chunkgate_transfer_duration_seconds")
                .help("How long transfers took.")
                .labelNames("door", "direction")
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
        of.of(outcome.kind()).inc();
        of.durations().observe(transfer.age().toNanos() / (double) TimeUnit.SECONDS.toNanos(1));
    }

    private Stats stats(Traffic.Key way) {
        return new Stats(
                counter(way, TransferOutcome.Kind.COMPLETE),
                counter(way, TransferOutcome.Kind.SUSPENDED),
                counter(way, TransferOutcome.Kind.ABORTED),
                counter(way, TransferOutcome.Kind.FAILED),
                durations.labelValues(way.listener(), way.direction().label()));
    }

    private CounterDataPoint counter(Traffic.Key way, TransferOutcome.Kind kind) {
        return ended.labelValues(way.listener(), way.direction().label(), kind.label());
    }
}
