package io.chunkgate.client.tcp;

import io.chunkgate.client.GatewayClient;
import io.chunkgate.client.GatewayClientProvider;
import io.vertx.core.Vertx;

/** Clients for {@code tcp://}: CGP/1 in clear text. */
public final class TcpGatewayProvider implements GatewayClientProvider {
    @Override
    public String scheme() {
        return "tcp";
    }

    @Override
    public GatewayClient create(Vertx vertx, String host, int port) {
        return new TcpGateway(new TcpSessions(vertx, host, port));
    }
}
