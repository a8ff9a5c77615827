package io.chunkgate.metrics;

import io.chunkgate.store.StoreStats;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/** How full and busy the store of this node is. */
final class StoreGauges {
    private StoreGauges() {}

    static void register(PrometheusRegistry registry, Supplier<StoreStats> store) {
        GaugeWithCallback.builder()
                .name("chunkgate_store_free_bytes")
                .help("What the store's disk has left; not there for a store without a disk.")
                .callback(figure -> store.get().freeBytes().ifPresent(figure::call))
                .register(registry);
        gauge(registry, store, "chunkgate_store_open_files", "Files and uploads open now.", StoreStats::openFiles);
        gauge(
                registry,
                store,
                "chunkgate_store_kept_files",
                "Files that are kept open for the next who asks.",
                StoreStats::cachedFiles);
        counter(
                registry,
                store,
                "chunkgate_store_kept_hits_total",
                "Openings of files that were kept open.",
                StoreStats::cacheHits);
        counter(
                registry,
                store,
                "chunkgate_store_kept_misses_total",
                "Openings of files that were not.",
                StoreStats::cacheMisses);
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
                .callback(figure -> figure.call((double) value.applyAsLong(store.get())))
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
                .callback(figure -> figure.call((double) value.applyAsLong(store.get())))
                .register(registry);
    }
}
