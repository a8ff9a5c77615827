package io.chunkgate.metrics;

import io.chunkgate.store.StoreStats;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/** Metrics of the store of this node. */
final class StoreGauges {
    private StoreGauges() {}

    static void register(PrometheusRegistry registry, Supplier<StoreStats> store) {
        GaugeWithCallback.builder()
                .name("chunkgate_store_free_bytes")
                .help("Free bytes of the store's disk; absent for a store without a disk.")
                .callback(metric -> store.get().freeBytes().ifPresent(metric::call))
                .register(registry);
        gauge(registry, store, "chunkgate_store_open_files", "Open files and uploads.", StoreStats::openFiles);
        gauge(registry, store, "chunkgate_store_cached_files", "Open files in the cache.", StoreStats::keptFiles);
        counter(
                registry,
                store,
                "chunkgate_store_cached_hits_total",
                "Files that were opened from the cache.",
                StoreStats::keptHits);
        counter(
                registry,
                store,
                "chunkgate_store_cached_misses_total",
                "Files that were not in the cache when opened.",
                StoreStats::keptMisses);
    }

    private static void gauge(
            PrometheusRegistry registry,
            Supplier<StoreStats> store,
            String name,
            String help,
            ToLongFunction<StoreStats> value) {
        GaugeWithCallback.builder()
                .name(name)
                .help(help)
                .callback(metric -> metric.call((double) value.applyAsLong(store.get())))
                .register(registry);
    }

    private static void counter(
            PrometheusRegistry registry,
            Supplier<StoreStats> store,
            String name,
            String help,
            ToLongFunction<StoreStats> value) {
        CounterWithCallback.builder()
                .name(name)
                .help(help)
                .callback(metric -> metric.call((double) value.applyAsLong(store.get())))
                .register(registry);
    }
}
