package io.chunkgate.http;

import io.chunkgate.config.GatewayConfig;
import io.chunkgate.http.exchange.Problem;
import io.chunkgate.http.exchange.TransferCoding;
import io.chunkgate.http.message.HttpDates;
import io.chunkgate.metrics.Metrics;
import io.chunkgate.server.HttpBasedVerticle;
import io.chunkgate.server.ServerContext;
import io.chunkgate.server.net.InboundWindows;
import io.chunkgate.server.net.Listener;
import io.chunkgate.store.StoreException;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.time.Instant;

/** The HTTP server: HTTP/1.1 and HTTP/2 on one port, in clear text or with TLS. */
public final class HttpServerVerticle extends HttpBasedVerticle {
    /** The largest chunk of an HTTP/1 body: as much as Netty reads at a time. */
    private static final int MAX_CHUNK_BYTES = 64 * 1024;

    public HttpServerVerticle() {
        super(Listener.HTTP);
    }

    @Override
    protected int port(GatewayConfig config) {
        return config.http().port();
    }

    @Override
    protected Future<?> open(ServerContext context) {
        return super.open(context).onSuccess(open -> {
            if (context.config().metrics().enabled()) {
                Metrics.of(context).watchLoop();
            }
        });
    }

    @Override
    protected Handler<HttpServerRequest> createHandler(ServerContext context) {
        return new HttpRouter(context);
    }

    @Override
    protected void refuseUndecodable(HttpServerRequest request) {
        request.response().putHeader("Date", HttpDates.format(Instant.now()));
        if (!TransferCoding.refuses(request)) {
            super.refuseUndecodable(request);
        }
    }

    @Override
    protected void refuseForwarded(HttpServerRequest request, String reason) {
        request.response().putHeader("Date", HttpDates.format(Instant.now()));
        Problem.badRequest(reason).send(request);
    }

    @Override
    protected void refuseFault(HttpServerRequest request, StoreException reason) {
        Problem.ofRead(reason).send(request);
    }

    @Override
    protected int maxHeaderSize(GatewayConfig config) {
        return config.http().maxHeaderSize();
    }

    @Override
    protected HttpServerOptions configure(HttpServerOptions options, GatewayConfig config) {
        options.getInitialSettings().setInitialWindowSize(InboundWindows.STREAM_BYTES);
        options.setUseProxyProtocol(config.http().proxyProtocol());
        return options.setHttp2ClearTextEnabled(config.http().h2c())
                .setMaxChunkSize(MAX_CHUNK_BYTES)
                .setIdleTimeout(config.http().idleTimeoutMs());
    }
}
