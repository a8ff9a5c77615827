package io.chunkgate.grpc;

import io.chunkgate.config.GatewayConfig;
import io.chunkgate.config.GrpcConfig;
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

/** The gRPC server: gRPC over HTTP/2 and gRPC-Web on a port of its own, in clear text or with TLS. */
public final class GrpcServerVerticle extends GatewayVerticle {
    /** Four times the default of HTTP/2: a message takes few frames, and no frame blocks other streams for long. */
    private static final int MAX_FRAME_BYTES = 64 * 1024;

    private @Nullable HttpServer server;
    private long drainTimeoutMillis;

    @Override
    protected Future<?> open(ServerContext context) {
        GatewayConfig config = context.config();
        drainTimeoutMillis = config.server().drainTimeoutMs();
        HttpServer created = LimitedServers.http(
                vertx, Listener.GRPC, config.limits(), context.tls().secure(options(config)));
        server = created;
        HttpConnectionLimits.watch(vertx, Listener.GRPC, config.limits(), created);
        // Off the event loop, since loading the message classes takes long.
        Future<HttpServer> listening = vertx.executeBlocking(() -> new GrpcRequestHandler(context))
                .compose(handler -> created.requestHandler(handler).listen());
        String host = config.server().host();
        return bound(Listener.GRPC, host, config.grpc().port(), listening)
                .onSuccess(open -> listens(Listener.GRPC, host, open.actualPort()));
    }

    /** Running calls have the drain timeout to end; new ones are refused at once by an HTTP/2 GOAWAY. */
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
        GrpcConfig grpc = config.grpc();
        return HttpConnectionLimits.bounded(new HttpServerOptions(), config.limits())
                .setHost(config.server().host())
                .setPort(Listener.GRPC.portToAskFor(grpc.port()))
                .setHttp2ConnectionWindowSize(grpc.windowSize())
                .setInitialSettings(new Http2Settings()
                        .setInitialWindowSize(grpc.windowSize())
                        .setMaxFrameSize(MAX_FRAME_BYTES)
                        .setMaxConcurrentStreams(HttpServerOptions.DEFAULT_INITIAL_SETTINGS_MAX_CONCURRENT_STREAMS))
                .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
                .setIdleTimeout(grpc.idleTimeoutMs());
    }
}
