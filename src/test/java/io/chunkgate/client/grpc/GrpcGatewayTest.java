package io.chunkgate.client.grpc;

import io.chunkgate.client.GatewayClientContract;
import io.chunkgate.server.net.Listener;

class GrpcGatewayTest extends GatewayClientContract {
    @Override
    protected String server() {
        return "io.chunkgate.grpc.GrpcServerVerticle";
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
