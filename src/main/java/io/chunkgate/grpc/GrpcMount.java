package io.chunkgate.grpc;

import io.chunkgate.door.DoorContext;
import io.chunkgate.door.HttpMount;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;

/** Offers the gRPC services on the HTTP port, to requests whose content type says gRPC or gRPC-Web. */
public final class GrpcMount implements HttpMount {
    @Override
    public boolean accepts(HttpServerRequest request) {
        String contentType = request.getHeader(HttpHeaders.CONTENT_TYPE);
        return contentType != null && contentType.startsWith("application/grpc");
    }

    @Override
    public Handler<HttpServerRequest> handler(DoorContext context) {
        return new GrpcRequests(context);
    }
}
