package io.chunkgate.grpc;

import com.google.protobuf.Descriptors.ServiceDescriptor;
import io.vertx.grpc.common.ServiceName;
import io.vertx.grpc.health.handler.GrpcHealthCheckV1Handler;
import io.vertx.grpc.health.handler.GrpcHealthListV1Handler;
import io.vertx.grpc.health.v1.HealthProto;
import io.vertx.grpc.server.GrpcServer;
import io.vertx.grpc.server.Service;
import java.util.Map;

/**
 * The service {@code grpc.health.v1.Health}: whoever gets an answer gets SERVING, for the server and for each of its
 * services. Watch is left out, which its protocol allows: that of Vert.x 5.0.7 takes over the connection's close handler
 * and keeps writing to watchers that cancelled.
 */
final class HealthService {
    private static final ServiceDescriptor DESCRIPTOR =
            HealthProto.getDescriptor().findServiceByName("Health");

    private HealthService() {}

    static Service of(GrpcServer server) {
        return Service.service(ServiceName.create(DESCRIPTOR.getFullName()), DESCRIPTOR)
                .bind(GrpcHealthCheckV1Handler.SERVICE_METHOD, new GrpcHealthCheckV1Handler(server, Map.of()))
                .bind(GrpcHealthListV1Handler.SERVICE_METHOD, new GrpcHealthListV1Handler(server, Map.of()))
                .build();
    }
}
