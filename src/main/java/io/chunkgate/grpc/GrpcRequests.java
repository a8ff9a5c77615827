package io.chunkgate.grpc;

import io.chunkgate.cluster.Cluster;
import io.chunkgate.door.DoorContext;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.internal.http.HttpServerRequestInternal;
import io.vertx.grpc.common.GrpcHeaderNames;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.reflection.ReflectionService;
import io.vertx.grpc.server.GrpcProtocol;
import io.vertx.grpc.server.GrpcServer;
import io.vertx.grpc.server.GrpcServerOptions;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Answers the requests of one instance of a door: what is not gRPC in a sentence, the rest by the services. */
final class GrpcRequests implements Handler<HttpServerRequest> {
    private final GrpcServer services;
    private final GrpcServer ownServices;
    private @Nullable Exchange current;

    GrpcRequests(DoorContext context) {
        services = services(context);
        services.addService(DemoService.of(context, this::currentExchange))
                .addService(ByteStreamService.of(context, this::currentExchange))
                .addService(HealthService.of(services))
                .addService(ReflectionService.v1());
        ownServices = context.cluster().isPresent() ? services(context.ownOnly()) : services;
    }

    private GrpcServer services(DoorContext context) {
        GrpcServerOptions options = new GrpcServerOptions()
                .removeEnabledProtocol(GrpcProtocol.TRANSCODING)
                .setScheduleDeadlineAutomatically(true)
                .setMaxMessageSize(context.config().grpc().maxMessageSize());
        return GrpcServer.server(context.vertx(), options).addService(FilesService.of(context, this::currentExchange));
    }

    @Override
    public void handle(HttpServerRequest request) {
        String contentType = request.getHeader(HttpHeaders.CONTENT_TYPE);
        Optional<Protocol> protocol = Protocol.of(contentType);
        String encoding = request.getHeader(GrpcHeaderNames.GRPC_ENCODING);
        if (protocol.isEmpty()) {
            refuse(request, 415, "content-type: '" + contentType + "' (expected: application/grpc or gRPC-Web's)");
        } else if (!request.method().equals(HttpMethod.POST)) {
            refuse(request, 405, "method: " + request.method() + " (expected: POST)");
        } else if (protocol.get() == Protocol.GRPC && request.version() != HttpVersion.HTTP_2) {
            refuse(request, 400, "version: " + request.version().alpnName() + " (expected: HTTP/2, or gRPC-Web)");
        } else if (encoding != null && !encoding.equals("identity")) {
            refuseEncoding(request.response(), contentType);
        } else {
            GuardedRequest guarded = new GuardedRequest((HttpServerRequestInternal) request, protocol.get());
            serve(new Exchange(protocol.get(), guarded));
        }
    }

    /** Within this call Vert.x calls the handler of the method, which so learns what it was called with. */
    private void serve(Exchange exchange) {
        HttpServerRequest request = exchange.http();
        request.response().headersEndHandler(v -> announceEncodings(request.response()));
        current = exchange;
        try {
            boolean forwarded = request.headers().contains(Cluster.FORWARDED_HEADER);
            (forwarded ? ownServices : services).handle(request);
        } finally {
            current = null;
        }
    }

    private Exchange currentExchange() {
        return Objects.requireNonNull(current, "called outside of a request");
    }

    /** Vert.x always says gzip, which is not taken here: a few bytes of it can become gigabytes. */
    private static void announceEncodings(HttpServerResponse response) {
        response.headers().set(GrpcHeaderNames.GRPC_ACCEPT_ENCODING, "identity");
    }

    private static void refuseEncoding(HttpServerResponse response, @Nullable String contentType) {
        response.putHeader(HttpHeaders.CONTENT_TYPE, contentType)
                .putHeader(GrpcHeaderNames.GRPC_STATUS, GrpcStatus.UNIMPLEMENTED.toString())
                .putHeader(GrpcHeaderNames.GRPC_MESSAGE, "compressed messages are not taken (expected: identity)");
        announceEncodings(response);
        response.end();
    }

    private static void refuse(HttpServerRequest request, int status, String reason) {
        request.response()
                .setStatusCode(status)
                .putHeader(HttpHeaders.CONTENT_TYPE, "text/plain; charset=utf-8")
                .end("chunkgate answers gRPC here. " + reason + "\n");
    }
}
