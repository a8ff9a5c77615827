package io.chunkgate.server;

import io.chunkgate.config.GatewayConfig;
import io.chunkgate.io.internal.VertxInternals;
import io.chunkgate.server.net.ClientSocket;
import io.chunkgate.server.net.ForwardedRequest;
import io.chunkgate.server.net.HttpConnectionLimits;
import io.chunkgate.server.net.LimitedServers;
import io.chunkgate.server.net.Listener;
import io.chunkgate.server.net.Responses;
import io.chunkgate.store.StoreException;
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

    /** Responds to a request that failed because of the gateway; nothing of the response is sent yet. */
    protected void refuseFault(HttpServerRequest request, StoreException reason) {
        request.response()
                .setStatusCode(500)
                .putHeader("Content-Type", "text/plain; charset=utf-8")
                .end(reason.getMessage() + "\n");
        request.resume();
    }

    @Override
    protected Future<?> open(ServerContext context) {
        GatewayConfig config = context.config();
        drainTimeoutMillis = config.server().drainTimeoutMs();
        HttpServerOptions options = context.tls().secure(options(config));
        HttpServer created = LimitedServers.http(
                vertx,
                listener,
                () -> context.config().limits(),
                config.server().proxies(),
                options);
        server = created;
        HttpConnectionLimits.watch(vertx, listener, () -> context.config().limits(), options, created);
        Future<HttpServer> listening = vertx.executeBlocking(() -> ForwardedRequest.handler(
                        config.server().proxies(), createHandler(context), this::refuseForwarded))
                .compose(handler -> created.requestHandler(request -> serve(request, handler))
                        .invalidRequestHandler(request -> serve(request, this::refuseUndecodable))
                        .listen());
        String host = config.server().host();
        return bound(listener, host, port(config), listening)
                .onSuccess(open -> addEndpoint(listener, host, open.actualPort()));
    }

    private void serve(HttpServerRequest request, Handler<HttpServerRequest> handler) {
        ClientSocket.serve(
                vertx.getOrCreateContext(),
                VertxInternals.channelContext(request.connection()).channel());
        FaultScope.open(vertx.getOrCreateContext(), reason -> respondFault(request, reason), () -> abort(request));
        handler.handle(request);
    }

    /** Responds to a request whose handler threw an exception; aborts a response that has begun. */
    private void respondFault(HttpServerRequest request, StoreException reason) {
        if (request.response().headWritten()) {
            abort(request);
        } else {
            refuseFault(request, reason);
        }
    }

    private static void abort(HttpServerRequest request) {
        if (!request.response().ended() && !request.response().closed()) {
            Responses.abort(request);
        }
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
