package io.chunkgate.metrics;

import io.chunkgate.accesslog.AccessLog;
import io.chunkgate.io.BufferPool;
import io.chunkgate.io.MemoryBudget;
import io.chunkgate.server.Endpoint;
import io.chunkgate.server.Endpoints;
import io.chunkgate.server.net.ConnectionLimit;
import io.chunkgate.store.StoreStats;
import io.chunkgate.store.StoreStats.Uploads;
import io.chunkgate.tls.ServerTls;
import io.chunkgate.transfer.Rejections;
import io.chunkgate.transfer.Traffic;
import io.chunkgate.transfer.Transfers;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.vertx.core.Vertx;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/** Metrics that the gateway counts anyway; they are read when Prometheus scrapes. */
record GatewayStats(Vertx vertx, PrometheusRegistry registry) {
    void registerListeners(ServerTls tls) {
        gauge("chunkgate_open_connections", "Connections that are open now.", this::connections, "listener");
        counter(
                "chunkgate_rejections_total",
                "Connections and requests that were rejected before a transfer began.",
                metric -> Rejections.of(vertx)
                        .forEach((kind, count) -> metric.call(
                                count, kind.listener(), kind.reason().label())),
                "listener",
                "reason");
        counter(
                "chunkgate_access_log_dropped_total",
                "Lines of the access log that were dropped because the disk was slow or full.",
                metric -> metric.call((double) AccessLog.droppedLines(vertx)));
        gauge(
                "chunkgate_tls_certificate_expiry_timestamp_seconds",
                "When the certificate in use expires, in seconds since 1970; absent without TLS.",
                metric -> tls.expiresAt().ifPresent(end -> metric.call((double) end.getEpochSecond())));
    }

    void registerTransfers(Transfers transfers) {
        counter(
                "chunkgate_transferred_bytes_total",
                "Bytes of files that were sent to clients or stored, including those of running transfers.",
                metric -> transfers
                        .traffic()
                        .forEach((way, byteCount) -> metric.call(
                                byteCount, way.listener(), way.direction().label())),
                "listener",
                "direction");
        gauge(
                "chunkgate_running_transfers",
                "Running transfers.",
                metric -> running(transfers, metric),
                "listener",
                "direction");
    }

    void registerMemory(MemoryBudget budget, BufferPool pool) {
        gauge(
                "chunkgate_memory_budget_bytes",
                "Bytes that all clients together can make the gateway hold.",
                metric -> metric.call((double) budget.capacity()));
        gauge(
                "chunkgate_memory_held_bytes",
                "Bytes of the budget that are held.",
                metric -> metric.call((double) budget.held()));
        counter(
                "chunkgate_memory_refusals_total",
                "Reservations that had no room in the budget, so that a client waited or was refused.",
                metric -> metric.call((double) budget.refusals()));
        gauge(
                "chunkgate_buffer_pool_bytes",
                "Direct memory of the buffer pool, in use or not.",
                metric -> metric.call((double) pool.allocatedBytes()));
        gauge(
                "chunkgate_buffer_pool_used_bytes",
                "Direct memory of the buffer pool in use.",
                metric -> metric.call((double) pool.usedBytes()));
    }

    void registerStore(Supplier<StoreStats> store) {
        gauge(
                "chunkgate_store_free_bytes",
                "Free bytes of the store's disk; absent for a store without a disk.",
                metric -> store.get().freeBytes().ifPresent(metric::call));
        gauge(
                "chunkgate_store_free_inodes",
                "Free inodes of the store's disk; absent where they are not known or not limited.",
                metric -> store.get().freeInodes().ifPresent(metric::call));
        uploads(store, "unfinished_uploads", "Unfinished uploads, and parts that wait to be joined.", Uploads::count);
        uploads(store, "unfinished_bytes", "Bytes of unfinished uploads and of parts.", Uploads::stored);
        uploads(
                store,
                "reserved_bytes",
                "Bytes that unfinished uploads announced and do not have yet; no other upload gets them.",
                Uploads::reserved);
        gauge(
                "chunkgate_store_open_files",
                "Open files and uploads.",
                metric -> metric.call((double) store.get().openFiles()));
        gauge(
                "chunkgate_store_cached_files",
                "Open files in the cache.",
                metric -> metric.call((double) store.get().cachedFiles()));
        counter(
                "chunkgate_store_cached_hits_total",
                "Files that were opened from the cache.",
                metric -> metric.call((double) store.get().cacheHits()));
        counter(
                "chunkgate_store_cached_misses_total",
                "Files that were not in the cache when opened.",
                metric -> metric.call((double) store.get().cacheMisses()));
        counter(
                "chunkgate_store_requests_total",
                "Requests to the server of the store, repeated attempts included; absent for a store without a server.",
                metric -> store.get().requests().forEach((operation, count) -> metric.call(count, operation)),
                "operation");
    }

    /** Absent for a store that does not count them. */
    private void uploads(Supplier<StoreStats> store, String name, String help, ToLongFunction<Uploads> value) {
        gauge("chunkgate_store_" + name, help, metric -> store.get()
                .uploads()
                .ifPresent(uploads -> metric.call((double) value.applyAsLong(uploads))));
    }

    private void connections(GaugeWithCallback.Callback metric) {
        for (Endpoint endpoint : Endpoints.of(vertx).list()) {
            int count = ConnectionLimit.of(vertx, endpoint.listener()).count();
            metric.call(count, endpoint.listener().label());
        }
    }

    /** Includes zeros, for each listener and direction that had a transfer. */
    private static void running(Transfers transfers, GaugeWithCallback.Callback metric) {
        Map<Traffic.Key, Long> counts = transfers.running().stream()
                .map(transfer -> new Traffic.Key(transfer.clientId().listener(), transfer.direction()))
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
        transfers
                .traffic()
                .forEach((way, byteCount) -> metric.call(
                        counts.getOrDefault(way, 0L),
                        way.listener(),
                        way.direction().label()));
    }

    private void gauge(String name, String help, Consumer<GaugeWithCallback.Callback> callback, String... labels) {
        GaugeWithCallback.builder()
                .name(name)
                .help(help)
                .labelNames(labels)
                .callback(callback)
                .register(registry);
    }

    private void counter(String name, String help, Consumer<CounterWithCallback.Callback> callback, String... labels) {
        CounterWithCallback.builder()
                .name(name)
                .help(help)
                .labelNames(labels)
                .callback(callback)
                .register(registry);
    }
}
