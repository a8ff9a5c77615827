package io.chunkgate.client.http;

import io.chunkgate.client.GatewayAccess;
import io.chunkgate.client.GatewayClient;
import io.chunkgate.client.GatewayClientProvider;
import io.chunkgate.client.GatewayUrl;
import io.vertx.core.Vertx;

/** Creates clients for {@code http://} and {@code https://}. */
public final class HttpGatewayProvider implements GatewayClientProvider {
    @Override
    public String scheme() {
        return "http";
    }

    @Override
    public GatewayClient create(Vertx vertx, GatewayUrl url, GatewayAccess access) {
        return new HttpGateway(new HttpCalls(vertx, url, access));
    }
}
