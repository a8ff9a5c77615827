package io.chunkgate.server;

import io.chunkgate.config.GatewayConfig;
import io.chunkgate.door.Door;
import io.chunkgate.grpc.GrpcDoor;
import io.chunkgate.http.HttpDoor;
import io.chunkgate.tcp.TcpDoor;
import java.util.Arrays;
import java.util.List;

/** The doors of the gateway: which verticle each is, and whether the configuration wants it. */
enum DoorType {
    HTTP(HttpDoor.class),
    GRPC(GrpcDoor.class),
    TCP(TcpDoor.class);

    private final Class<? extends Door> verticle;

    DoorType(Class<? extends Door> verticle) {
        this.verticle = verticle;
    }

    static List<DoorType> enabledBy(GatewayConfig config) {
        return Arrays.stream(values()).filter(door -> door.isEnabledBy(config)).toList();
    }

    Class<? extends Door> verticle() {
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
