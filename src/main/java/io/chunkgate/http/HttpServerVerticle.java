package io.chunkgate.http;

import io.chunkgate.config.GatewayConfig;
import io.chunkgate.metrics.Metrics;
import io.chunkgate.server.GatewayVerticle;
import io.chunkgate.server.Listener;
import io.chunkgate.server.ServerContext;
import io.chunkgate.server.net.HttpConnectionLimits;
import io.chunkgate.server.net.LimitedServers;
import io.vertx.core.Future;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.ServerSSLOptions;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Serves HTTP/1.1 and HTTP/2 on one port, in clear text or with TLS. */
public final class HttpServerVerticle extends GatewayVerticle {
    /** The largest chunk of an HTTP/1 body, and the most that Netty reads at a time. */
    private static final int MAX_READ_BYTES = 64 * 1024;
    /** The HTTP/2 window: unread bytes per stream. It bounds the upload rate of a client to one window per round trip. */
    private static final int WINDOW_BYTES = 1024 * 1024;

    private @Nullable HttpServer server;
    private long drainTimeoutMillis;

    @Override
    protected Future<?> open(ServerContext context) {
        GatewayConfig config = context.config();
        drainTimeoutMillis = config.server().drainTimeoutMs();
        HttpServer created = LimitedServers.http(
                vertx, Listener.HTTP, config.limits(), context.tls().secure(options(config)));
        server = created;
        HttpConnectionLimits.watch(vertx, Listener.HTTP, config.limits(), created);
        // Route providers may load many classes.
        Future<HttpServer> listening = vertx.executeBlocking(() -> new HttpRouter(context))
                .compose(routes -> created.requestHandler(routes).listen());
        String host = config.server().host();
        return bound(Listener.HTTP, host, config.http().port(), listening).onSuccess(open -> {
            listens(Listener.HTTP, host, open.actualPort());
            if (config.metrics().enabled()) {
                Metrics.of(context).watchLoop();
            }
        });
    }

    @Override
    protected Future<?> close() {
        return server == null ? Future.succeededFuture() : server.shutdown(drainTimeoutMillis, TimeUnit.MILLISECONDS);
    }

    @Override
    protected void renew(ServerSSLOptions options) {
        if (server != null) {
            server.updateSSLOptions(options, false);
        }
    }

    private static HttpServerOptions options(GatewayConfig config) {
        return HttpConnectionLimits.bounded(new HttpServerOptions(), config.limits())
                .setHost(config.server().host())
                .setPort(Listener.HTTP.portToAskFor(config.http().port()))
                .setHttp2ClearTextEnabled(config.http().h2c())
                .setMaxChunkSize(MAX_READ_BYTES)
                .setHttp2ConnectionWindowSize(WINDOW_BYTES)
                .setInitialSettings(new Http2Settings()
                        .setInitialWindowSize(WINDOW_BYTES)
                        .setMaxConcurrentStreams(HttpServerOptions.DEFAULT_INITIAL_SETTINGS_MAX_CONCURRENT_STREAMS))
                .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
                .setIdleTimeout(config.http().idleTimeoutMs());
    }
}
