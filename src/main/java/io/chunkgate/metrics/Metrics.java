package io.chunkgate.metrics;

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
 * What is measured of one Vert.x, from when its first HTTP door opens. Labels are of few values: no file and no client is
 * among them. Safe for any thread.
 */
public final class Metrics implements Shareable {
    private final Vertx vertx;
    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final ExpositionFormats formats = ExpositionFormats.init();
    private final LoopLag lag = new LoopLag(registry);
    private final AtomicBoolean watchesJvm = new AtomicBoolean();
    private volatile StoreStats store = StoreStats.NONE;

    /** One answer to Prometheus. */
    public record Page(String contentType, Buffer body) {}

    private Metrics(ServerContext context) {
        this.vertx = context.vertx();
        Transfers transfers = context.transfers();
        transfers.addObserver(new TransferStats(registry));
        new TrafficStats(transfers).register(registry);
        new ListenerStats(vertx).register(registry);
        StoreGauges.register(registry, () -> store);
        CertificateGauge.register(registry, context.tls());
        Info.builder()
                .name("chunkgate_build_info")
                .help("The version that runs.")
                .labelNames("version", "java")
                .register(registry)
                .addLabelValues(version(), Runtime.version().toString());
    }

    /** What all HTTP doors of a Vert.x show. To be called on the event loop of each, which is watched from then on. */
    public static Metrics of(ServerContext context) {
        LocalMap<String, Metrics> shared = context.vertx().sharedData().getLocalMap("chunkgate.metrics");
        return shared.computeIfAbsent("all", key -> new Metrics(context));
    }

    /** Watches how late the event loop of the caller is, until its verticle ends. */
    public void watchLoop() {
        lag.watch(vertx);
    }

    /**
     * All figures as they are now.
     *
     * @param listener   the one that is asked, for its store
     * @param accept which formats the one who asks understands
     */
    public Future<Page> scrape(ServerContext listener, @Nullable String accept) {
        return listener.store().stats().otherwise(store).compose(stats -> {
            store = stats;
            return vertx.executeBlocking(() -> page(accept), false);
        });
    }

    private Page page(@Nullable String accept) throws IOException {
        if (watchesJvm.compareAndSet(false, true)) {
            JvmMetrics.builder().register(registry); // Not before somebody asks: it loads many classes.
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
