package io.chunkgate.client.grpc;

import io.chunkgate.client.GatewayClientContract;
import io.chunkgate.door.Listener;

class GrpcGatewayTest extends GatewayClientContract {
    @Override
    protected String door() {
        return "io.chunkgate.grpc.GrpcDoor";
    }

    @Override
    protected Listener listener() {
        return Listener.GRPC;
    }

    @Override
    protected String scheme() {
        return "grpc";
    }
}
