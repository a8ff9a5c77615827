package io.chunkgate.server.launch;

import io.chunkgate.config.GatewayConfig;
import io.chunkgate.grpc.GrpcServerVerticle;
import io.chunkgate.http.HttpServerVerticle;
import io.chunkgate.server.GatewayVerticle;
import io.chunkgate.tcp.TcpServerVerticle;
import java.util.Arrays;
import java.util.List;

/** The doors of the gateway: which verticle each is, and whether the configuration wants it. */
enum ServerType {
    HTTP(HttpServerVerticle.class),
    GRPC(GrpcServerVerticle.class),
    TCP(TcpServerVerticle.class);

    private final Class<? extends GatewayVerticle> verticle;

    ServerType(Class<? extends GatewayVerticle> verticle) {
        this.verticle = verticle;
    }

    static List<ServerType> enabledBy(GatewayConfig config) {
        return Arrays.stream(values())
                .filter(server -> server.isEnabledBy(config))
                .toList();
    }

    Class<? extends GatewayVerticle> verticle() {
        return verticle;
    }

    private boolean isEnabledBy(GatewayConfig config) {
        return switch (this) {
            case HTTP -> config.http().enabled();
            case GRPC -> config.grpc().enabled();
            case TCP -> config.tcp().enabled();
        };
    }
}
