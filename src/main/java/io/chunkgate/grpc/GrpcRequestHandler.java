package io.chunkgate.grpc;

import com.google.protobuf.Descriptors.ServiceDescriptor;
import io.chunkgate.access.Credentials;
import io.chunkgate.server.AllowedHosts;
import io.chunkgate.server.BearerToken;
import io.chunkgate.server.Client;
import io.chunkgate.server.FaultScope;
import io.chunkgate.server.PeerCertificate;
import io.chunkgate.server.ServerContext;
import io.chunkgate.server.net.HeaderListSize;
import io.chunkgate.server.net.Listener;
import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.StoreException;
import io.chunkgate.transfer.Rejections;
import io.chunkgate.transfer.RequestInfo;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.grpc.common.GrpcHeaderNames;
import io.vertx.grpc.common.ServiceName;
import io.vertx.grpc.health.handler.GrpcHealthCheckV1Handler;
import io.vertx.grpc.health.handler.GrpcHealthListV1Handler;
import io.vertx.grpc.health.v1.HealthProto;
import io.vertx.grpc.server.GrpcProtocol;
import io.vertx.grpc.server.GrpcServer;
import io.vertx.grpc.server.GrpcServerOptions;
import io.vertx.grpc.server.GrpcServerRequest;
import io.vertx.grpc.server.Service;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Handles HTTP requests: passes calls on to the services, and refuses requests that are not gRPC with a one-line text. */
final class GrpcRequestHandler implements Handler<HttpServerRequest> {
    /** Needs no token, so that health checks need none. */
    private static final String HEALTH = "/grpc.health.v1.Health/";

    private static final int MISDIRECTED = 421; // RFC 9110, section 15.5.20

    private final ServerContext context;
    private final AllowedHosts hosts;
    private final GrpcServer services;
    private @Nullable GrpcExchange current;

    GrpcRequestHandler(ServerContext context) {
        this.context = context;
        this.hosts = AllowedHosts.of(context);
        GrpcServerOptions options = new GrpcServerOptions()
                .removeEnabledProtocol(GrpcProtocol.TRANSCODING)
                .setScheduleDeadlineAutomatically(true)
                .setMaxMessageSize(context.config().grpc().maxMessageSize());
        services = GrpcServer.server(context.vertx(), options);
        services.addService(DemoService.of(this::currentExchange))
                .addService(FilesService.of(this::currentExchange))
                .addService(ByteStreamService.of(this::currentExchange))
                .addService(healthService(services));
        ReflectionService.of(this::currentExchange, services.services()).forEach(services::addService);
        services.callHandler(this::refuseUnknownMethod);
    }

    private void refuseUnknownMethod(GrpcServerRequest<Buffer, Buffer> call) {
        GrpcExchange exchange = currentExchange();
        new GrpcResponse<>(exchange, call)
                .refuse(StoreException.unexpected(
                        ErrorCode.UNIMPLEMENTED,
                        "method",
                        "'" + exchange.http().path() + "'",
                        "one of the services that server reflection lists"));
    }

    /**
     * The service {@code grpc.health.v1.Health}, which reports SERVING for the server and each of its services. Without Watch,
     * which is optional: that of Vert.x 5.0.7 replaces the close handler of the connection, and writes to cancelled calls.
     */
    private static Service healthService(GrpcServer server) {
        ServiceDescriptor health = HealthProto.getDescriptor().findServiceByName("Health");
        return Service.service(ServiceName.create(health.getFullName()), health)
                .bind(GrpcHealthCheckV1Handler.SERVICE_METHOD, new GrpcHealthCheckV1Handler(server, Map.of()))
                .bind(GrpcHealthListV1Handler.SERVICE_METHOD, new GrpcHealthListV1Handler(server, Map.of()))
                .build();
    }

    @Override
    public void handle(HttpServerRequest request) {
        String contentType = request.getHeader(HttpHeaders.CONTENT_TYPE);
        Optional<Protocol> protocol = Protocol.of(contentType);
        String encoding = request.getHeader(GrpcHeaderNames.GRPC_ENCODING);
        Optional<String> violation =
                HeaderListSize.violation(request, context.config().grpc().maxMetadataSize());
        Optional<String> foreign = hosts.violation(request);
        protocol.ifPresent(spoken ->
                FaultScope.current().ifPresent(scope -> scope.respondWith(reason -> refuse(request, spoken, reason))));
        if (foreign.isPresent()) {
            refuseHost(request, protocol, foreign.get());
        } else if (protocol.isEmpty()) {
            refuse(
                    request,
                    415,
                    "content-type: " + (contentType == null ? "none" : "'" + contentType + "'")
                            + " (expected: application/grpc or gRPC-Web's)");
        } else if (!request.method().equals(HttpMethod.POST)) {
            refuse(request, 405, "method: " + request.method() + " (expected: POST)");
        } else if (protocol.get() == Protocol.GRPC && request.version() != HttpVersion.HTTP_2) {
            refuse(request, 400, "version: " + request.version().alpnName() + " (expected: HTTP/2, or gRPC-Web)");
        } else if (violation.isPresent()) {
            refuse(request, protocol.get(), new StoreException(ErrorCode.RESOURCE_EXHAUSTED, violation.get()));
        } else if (encoding != null && !encoding.equals("identity")) {
            refuse(
                    request,
                    protocol.get(),
                    new StoreException(
                            ErrorCode.UNIMPLEMENTED, "compressed messages are not supported (expected: identity)"));
        } else {
            admit(request, protocol.get());
        }
    }

    /** Both as HTTP and as gRPC say it. */
    private void refuseHost(HttpServerRequest request, Optional<Protocol> protocol, String reason) {
        if (protocol.isEmpty()) {
            refuse(request, MISDIRECTED, reason);
        } else {
            request.response().setStatusCode(MISDIRECTED);
            refuse(request, protocol.get(), new StoreException(ErrorCode.PERMISSION_DENIED, reason));
        }
    }

    private void admit(HttpServerRequest request, Protocol protocol) {
        RequestInfo info = RequestInfo.of(request);
        Client client;
        try {
            GrpcTimeout.millis(request); // Refuses an invalid one; the response starts the timer.
            client = isPublic(request)
                    ? context.unrestricted(Listener.GRPC, info)
                    : context.admit(Listener.GRPC, info, credentials(request));
        } catch (StoreException refusal) {
            refuse(request, protocol, refusal);
            return;
        }
        serve(new GrpcExchange(client, protocol, guarded(request, protocol)));
    }

    private GuardedRequest guarded(HttpServerRequest request, Protocol protocol) {
        return new GuardedRequest(
                context.vertx(), request, protocol, context.config().grpc().maxMessageSize());
    }

    private static boolean isPublic(HttpServerRequest request) {
        return request.path() != null && request.path().startsWith(HEALTH);
    }

    private static Credentials credentials(HttpServerRequest request) {
        return Credentials.of(BearerToken.of(request.headers()), PeerCertificate.of(request.connection()));
    }

    /** Vert.x calls the handler of the method within this call; the handler reads the exchange from {@link #current}. */
    private void serve(GrpcExchange exchange) {
        HttpServerRequest request = exchange.http();
        request.response().headersEndHandler(v -> announceEncodings(request.response()));
        current = exchange;
        try {
            services.handle(request);
        } finally {
            current = null;
        }
    }

    private GrpcExchange currentExchange() {
        return Objects.requireNonNull(current, "called outside a request");
    }

    /** Vert.x always announces gzip, which is not accepted here: a few bytes can decompress to gigabytes. */
    private static void announceEncodings(HttpServerResponse response) {
        response.headers().set(GrpcHeaderNames.GRPC_ACCEPT_ENCODING, "identity");
    }

    /** Responds without waiting for the messages of the request. */
    private void refuse(HttpServerRequest request, Protocol protocol, StoreException refusal) {
        count(request, refusal.code(), String.valueOf(refusal.getMessage()));
        HttpServerResponse response = request.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, protocol.mediaType())
                .putHeader(
                        GrpcHeaderNames.GRPC_STATUS,
                        GrpcException.statusOf(refusal.code()).toString());
        ErrorDetails.addTo(response.headers(), GrpcException.of(refusal));
        announceEncodings(response);
        response.end();
        request.resume();
    }

    private void count(HttpServerRequest request, ErrorCode code, String detail) {
        Rejections.of(context.vertx()).request(Listener.GRPC.label(), code, RequestInfo.of(request), detail);
    }

    private void refuse(HttpServerRequest request, int status, String reason) {
        count(request, ErrorCode.INVALID_ARGUMENT, reason);
        request.response()
                .setStatusCode(status)
                .putHeader(HttpHeaders.CONTENT_TYPE, "text/plain; charset=utf-8")
                .putHeader("X-Content-Type-Options", "nosniff")
                .end("This port of chunkgate serves gRPC. " + reason + "\n");
    }
}
