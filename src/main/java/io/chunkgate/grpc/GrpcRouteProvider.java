package io.chunkgate.grpc;

import io.chunkgate.server.RouteProvider;
import io.chunkgate.server.ServerContext;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;

/** Serves gRPC on the HTTP port, for requests with a content type of gRPC or gRPC-Web. */
public final class GrpcRouteProvider implements RouteProvider {
    @Override
    public boolean accepts(HttpServerRequest request) {
        return Protocol.isGrpc(request.getHeader(HttpHeaders.CONTENT_TYPE));
    }

    @Override
    public Handler<HttpServerRequest> handler(ServerContext context) {
        return new GrpcRequestHandler(context);
    }
}
