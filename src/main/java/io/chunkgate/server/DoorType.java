package io.chunkgate.server;

import io.chunkgate.config.GatewayConfig;
import java.util.Arrays;
import java.util.List;

/** The doors of the gateway: which verticle each is, and whether the configuration wants it. */
enum DoorType {
    HTTP("io.chunkgate.http.HttpDoor"),
    GRPC("io.chunkgate.grpc.GrpcDoor"),
    TCP("io.chunkgate.tcp.TcpDoor");

    private final String verticle;

    DoorType(String verticle) {
        this.verticle = verticle;
    }

    static List<DoorType> enabledBy(GatewayConfig config) {
        return Arrays.stream(values()).filter(door -> door.isEnabledBy(config)).toList();
    }

    /** Name of the class to deploy. */
    String verticle() {
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
