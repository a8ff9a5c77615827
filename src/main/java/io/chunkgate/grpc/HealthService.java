package io.chunkgate.grpc;

import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.StoreException;
import io.vertx.core.Future;
import io.vertx.grpc.health.v1.HealthCheckRequest;
import io.vertx.grpc.health.v1.HealthCheckResponse;
import io.vertx.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.vertx.grpc.health.v1.HealthListRequest;
import io.vertx.grpc.health.v1.HealthListResponse;
import io.vertx.grpc.health.v1.HealthProto;
import io.vertx.grpc.server.Service;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The service {@code grpc.health.v1.Health}, open to all clients: the server and each of its services serve while the gateway is
 * {@linkplain io.chunkgate.server.health.ServerHealth#ready ready}. The handlers of Vert.x 5.0.7 are not used: that of Watch
 * replaces the close handler of the connection, and writes to cancelled calls.
 */
final class HealthService {
    private final Supplier<GrpcExchange> exchange;
    private final Supplier<List<Service>> services;

    private HealthService(Supplier<GrpcExchange> exchange, Supplier<List<Service>> services) {
        this.exchange = exchange;
        this.services = services;
    }

    /**
     * @param exchange returns that of the call being started
     * @param services all services of the server
     */
    static Service of(Supplier<GrpcExchange> exchange, Supplier<List<Service>> services) {
        return new HealthService(exchange, services).bind();
    }

    private Service bind() {
        HealthCheckRequest request = HealthCheckRequest.getDefaultInstance();
        return new MethodBinder(HealthProto.getDescriptor().findServiceByName("Health"), exchange)
                .unary(
                        "Check",
                        request,
                        (client, query) -> isKnown(query.getService())
                                ? HealthWatch.status(client.server()).map(HealthService::response)
                                : Future.failedFuture(unknown(query.getService())))
                .unary("List", HealthListRequest.getDefaultInstance(), (client, query) -> HealthWatch.status(
                                client.server())
                        .map(this::list))
                .<HealthCheckRequest, HealthCheckResponse>bind(
                        "Watch", request, (current, call) -> HealthWatch.serve(current, call, this::isKnown))
                .build();
    }

    static HealthCheckResponse response(ServingStatus status) {
        return HealthCheckResponse.newBuilder().setStatus(status).build();
    }

    private HealthListResponse list(ServingStatus status) {
        HealthListResponse.Builder list = HealthListResponse.newBuilder();
        names().forEach(name -> list.putStatuses(name, response(status)));
        return list.build();
    }

    /** The empty name is the whole server. */
    private boolean isKnown(String service) {
        return names().anyMatch(service::equals);
    }

    private Stream<String> names() {
        return Stream.concat(Stream.of(""), services.get().stream().map(service -> service.name()
                .fullyQualifiedName()));
    }

    private static StoreException unknown(String service) {
        return new StoreException(ErrorCode.NOT_FOUND, "service: '" + service + "' (expected: one that List names)");
    }
}
