package io.chunkgate.client.tcp;

import io.chunkgate.client.GatewayAccess;
import io.chunkgate.client.GatewayClient;
import io.chunkgate.client.GatewayClientProvider;
import io.chunkgate.client.GatewayUrl;
import io.vertx.core.Vertx;

/** Creates clients for {@code tcp://} and {@code tcps://}. */
public final class TcpGatewayProvider implements GatewayClientProvider {
    @Override
    public String scheme() {
        return "tcp";
    }

    @Override
    public GatewayClient create(Vertx vertx, GatewayUrl url, GatewayAccess access) {
        return new TcpGateway(new TcpSessions(vertx, url, access));
    }
}
