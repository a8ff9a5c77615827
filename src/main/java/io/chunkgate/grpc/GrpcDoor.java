package io.chunkgate.grpc;

import io.chunkgate.config.GatewayConfig;
import io.chunkgate.config.GrpcConfig;
import io.chunkgate.door.ConnectionLimit;
import io.chunkgate.door.Door;
import io.chunkgate.door.DoorContext;
import io.chunkgate.door.Listener;
import io.chunkgate.transfer.Rejections;
import io.vertx.core.Future;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.ServerSSLOptions;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The gRPC door: gRPC over HTTP/2, and gRPC-Web, on a port of its own, in clear text or with TLS. */
public final class GrpcDoor extends Door {
    /** Four times HTTP/2's default, so that a client sends a message in few frames and none holds the line for long. */
    private static final int MAX_FRAME_BYTES = 64 * 1024;

    /** Resets a second, in each direction, that one connection may have: more than an honest client cancels calls. */
    private static final int MAX_RESETS_A_SECOND = 1000;

    private @Nullable HttpServer server;
    private long drainTimeoutMillis;

    @Override
    protected Future<?> open(DoorContext context) {
        GatewayConfig config = context.config();
        drainTimeoutMillis = config.server().drainTimeoutMs();
        HttpServer created = vertx.createHttpServer(context.tls().secure(options(config)));
        server = created;
        created.connectionHandler(
                connection -> admit(connection, config.limits().maxConnections()));
        // The classes of the messages take long to load.
        Future<HttpServer> listening = vertx.executeBlocking(() -> new GrpcRequests(context))
                .compose(requests -> created.requestHandler(requests).listen());
        String host = config.server().host();
        return bound(Listener.GRPC, host, config.grpc().port(), listening)
                .onSuccess(open -> listens(Listener.GRPC, host, open.actualPort()));
    }

    /** Running calls may end within the drain timeout; new ones are refused at once (HTTP/2 GOAWAY). */
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
        return new HttpServerOptions()
                .setHost(config.server().host())
                .setPort(Listener.GRPC.portToAskFor(grpc.port()))
                .setHttp2RstFloodMaxRstFramePerWindow(MAX_RESETS_A_SECOND)
                .setHttp2RstFloodWindowDuration(1)
                .setHttp2RstFloodWindowDurationTimeUnit(TimeUnit.SECONDS)
                .setHttp2ConnectionWindowSize(grpc.windowSize())
                .setInitialSettings(new Http2Settings()
                        .setInitialWindowSize(grpc.windowSize())
                        .setMaxFrameSize(MAX_FRAME_BYTES)
                        .setMaxConcurrentStreams(HttpServerOptions.DEFAULT_INITIAL_SETTINGS_MAX_CONCURRENT_STREAMS))
                .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
                .setIdleTimeout(grpc.idleTimeoutMs());
    }

    private void admit(HttpConnection connection, int maxConnections) {
        ConnectionLimit limit = ConnectionLimit.of(vertx, Listener.GRPC);
        if (limit.enter(maxConnections)) {
            connection.closeHandler(closed -> limit.leave());
        } else {
            Rejections.of(vertx).connection(Listener.GRPC.label(), String.valueOf(connection.remoteAddress()));
            connection.close();
        }
    }
}
