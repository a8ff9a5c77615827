package io.chunkgate.metrics;

import io.chunkgate.io.BufferPool;
import io.chunkgate.io.MemoryBudget;
import io.chunkgate.server.ServerContext;
import io.chunkgate.store.StoreStats;
import io.chunkgate.transfer.Transfers;
import io.prometheus.metrics.core.metrics.Info;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.shareddata.LocalMap;
import io.vertx.core.shareddata.Shareable;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The metrics of one Vert.x, from the start of its first HTTP server. Labels have few values: never files or clients.
 * Thread-safe.
 */
public final class Metrics implements Shareable {
    private final Vertx vertx;
    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final ExpositionFormats formats = ExpositionFormats.init();
    private final LoopLag lag = new LoopLag(registry);
    private final AtomicBoolean watchesJvm = new AtomicBoolean();
    private volatile StoreStats store = StoreStats.NONE;

    /** One response to Prometheus. */
    public record Page(String contentType, Buffer body) {}

    private Metrics(ServerContext context) {
        this.vertx = context.vertx();
        Transfers transfers = context.transfers();
        transfers.addObserver(new TransferStats(registry));
        GatewayStats gateway = new GatewayStats(vertx, registry);
        gateway.registerListeners(context.tls());
        gateway.registerTransfers(transfers);
        gateway.registerMemory(MemoryBudget.of(vertx), BufferPool.of(vertx));
        gateway.registerStore(() -> store);
        Info.builder()
                .name("chunkgate_build_info")
                .help("The running version.")
                .labelNames("version", "java")
                .register(registry)
                .addLabelValues(version(), Runtime.version().toString());
    }

    /** The metrics that all servers of a Vert.x share. */
    public static Metrics of(ServerContext context) {
        LocalMap<String, Metrics> shared = context.vertx().sharedData().getLocalMap("chunkgate.metrics");
        return shared.computeIfAbsent("all", key -> new Metrics(context));
    }

    /** Measures the lag of the current event loop, until its verticle is undeployed. */
    public void watchLoop() {
        lag.watch(vertx);
    }

    /**
     * Formats all metrics.
     *
     * @param server whose store is measured
     * @param accept the Accept header of the request
     */
    public Future<Page> scrape(ServerContext server, @Nullable String accept) {
        return server.store().stats().otherwise(store).compose(stats -> {
            store = stats;
            return vertx.executeBlocking(() -> page(accept), false);
        });
    }

    private Page page(@Nullable String accept) throws IOException {
        if (watchesJvm.compareAndSet(false, true)) {
            JvmMetrics.builder().register(registry); // Registered by the first scrape: it loads many classes.
        }
        ExpositionFormatWriter openMetrics = formats.getOpenMetricsTextFormatWriter();
        ExpositionFormatWriter writer =
                openMetrics.accepts(accept) ? openMetrics : formats.getPrometheusTextFormatWriter();
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        writer.write(text, registry.scrape());
        return new Page(writer.getContentType(), Buffer.buffer(text.toByteArray()));
    }

    private static String version() {
        String version = Metrics.class.getPackage().getImplementationVersion();
        return version == null ? "unpackaged" : version;
    }
}
