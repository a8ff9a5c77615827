package io.chunkgate.client.http;

import io.chunkgate.client.GatewayClient;
import io.chunkgate.client.GatewayClientProvider;
import io.vertx.core.Vertx;

/** Clients for {@code http://}: HTTP/1.1 in clear text. */
public final class HttpGatewayProvider implements GatewayClientProvider {
    @Override
    public String scheme() {
        return "http";
    }

    @Override
    public GatewayClient create(Vertx vertx, String host, int port) {
        return new HttpGateway(new HttpCalls(vertx, host, port));
    }
}
