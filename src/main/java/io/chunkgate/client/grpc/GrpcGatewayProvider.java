package io.chunkgate.client.grpc;

import io.chunkgate.client.GatewayAccess;
import io.chunkgate.client.GatewayClient;
import io.chunkgate.client.GatewayClientProvider;
import io.chunkgate.client.GatewayUrl;
import io.vertx.core.Vertx;

/** Creates clients for {@code grpc://} and {@code grpcs://}. */
public final class GrpcGatewayProvider implements GatewayClientProvider {
    @Override
    public String scheme() {
        return "grpc";
    }

    @Override
    public GatewayClient create(Vertx vertx, GatewayUrl url, GatewayAccess access) {
        return new GrpcGateway(new GrpcCalls(vertx, url, access));
    }
}
