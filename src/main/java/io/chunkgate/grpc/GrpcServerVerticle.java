package io.chunkgate.grpc;

import io.chunkgate.config.GatewayConfig;
import io.chunkgate.config.GrpcConfig;
import io.chunkgate.server.HttpBasedVerticle;
import io.chunkgate.server.ServerContext;
import io.chunkgate.server.net.Listener;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;

/** The gRPC server: gRPC over HTTP/2, and gRPC-Web, on a port of its own, in clear text or with TLS. */
public final class GrpcServerVerticle extends HttpBasedVerticle {
    /** Four times the default of HTTP/2: a message takes few frames, and no frame occupies the connection for long. */
    private static final int MAX_FRAME_BYTES = 64 * 1024;

    public GrpcServerVerticle() {
        super(Listener.GRPC);
    }

    @Override
    protected int port(GatewayConfig config) {
        return config.grpc().port();
    }

    @Override
    protected Handler<HttpServerRequest> createHandler(ServerContext context) {
        return new GrpcRequestHandler(context);
    }

    @Override
    protected int maxHeaderSize(GatewayConfig config) {
        return config.grpc().maxMetadataSize();
    }

    @Override
    protected HttpServerOptions configure(HttpServerOptions options, GatewayConfig config) {
        GrpcConfig grpc = config.grpc();
        options.getInitialSettings().setInitialWindowSize(grpc.windowSize()).setMaxFrameSize(MAX_FRAME_BYTES);
        options.setUseProxyProtocol(grpc.proxyProtocol());
        return options.setIdleTimeout(grpc.idleTimeoutMs());
    }
}
