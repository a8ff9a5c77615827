package io.chunkgate.server;

import io.chunkgate.config.GatewayConfig;
import io.chunkgate.server.net.ForwardedRequest;
import io.chunkgate.server.net.HttpConnectionLimits;
import io.chunkgate.server.net.LimitedServers;
import io.chunkgate.server.net.Listener;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.ServerSSLOptions;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Life cycle of the servers that speak HTTP: HTTP itself, and gRPC. */
public abstract class HttpBasedVerticle extends GatewayVerticle {
    private final Listener listener;
    private @Nullable HttpServer server;
    private long drainTimeoutMillis;

    protected HttpBasedVerticle(Listener listener) {
        this.listener = listener;
    }

    /** Returns the configured port; 0 for any free port. */
    protected abstract int port(GatewayConfig config);

    /** Returns the maximum size of the header fields of a request. */
    protected abstract int maxHeaderSize(GatewayConfig config);

    /** Adds the server's own options: windows, frame sizes, idle timeout. */
    protected abstract HttpServerOptions configure(HttpServerOptions options, GatewayConfig config);

    /** Creates the request handler. Called on a worker thread, since it may load many classes. */
    protected abstract Handler<HttpServerRequest> createHandler(ServerContext context);

    /** Responds to a request that Netty could not decode, and closes the connection. */
    protected void refuseUndecodable(HttpServerRequest request) {
        HttpServerRequest.DEFAULT_INVALID_REQUEST_HANDLER.handle(request);
    }

    /** Responds to a request whose proxy says something that cannot be understood. */
    protected void refuseForwarded(HttpServerRequest request, String reason) {
        request.response()
                .setStatusCode(400)
                .putHeader("Content-Type", "text/plain; charset=utf-8")
                .putHeader("X-Content-Type-Options", "nosniff")
                .end(reason + "\n");
        request.resume();
    }

    @Override
    protected Future<?> open(ServerContext context) {
        GatewayConfig config = context.config();
        drainTimeoutMillis = config.server().drainTimeoutMs();
        HttpServerOptions options = context.tls().secure(options(config));
        HttpServer created = LimitedServers.http(
                vertx, listener, config.limits(), config.server().proxies(), options);
        server = created;
        HttpConnectionLimits.watch(vertx, listener, config.limits(), options, created);
        Future<HttpServer> listening = vertx.executeBlocking(() -> ForwardedRequest.handler(
                        config.server().proxies(), createHandler(context), this::refuseForwarded))
                .compose(handler -> created.requestHandler(handler)
                        .invalidRequestHandler(this::refuseUndecodable)
                        .listen());
        String host = config.server().host();
        return bound(listener, host, port(config), listening)
                .onSuccess(open -> addEndpoint(listener, host, open.actualPort()));
    }

    /** Running requests may end within the drain timeout; new ones are refused at once (over HTTP/2 with GOAWAY). */
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

    private HttpServerOptions options(GatewayConfig config) {
        HttpServerOptions options = HttpConnectionLimits.bounded(
                        new HttpServerOptions(), config.limits(), maxHeaderSize(config))
                .setHost(config.server().host())
                .setPort(listener.portToBind(port(config)))
                .setIdleTimeoutUnit(TimeUnit.MILLISECONDS);
        return configure(options, config);
    }
}
