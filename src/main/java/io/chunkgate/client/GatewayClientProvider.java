package io.chunkgate.client;

import io.vertx.core.Vertx;

/** One protocol of clients, found by {@link java.util.ServiceLoader}. */
public interface GatewayClientProvider {
    /** The scheme of its URLs in clear text, such as {@code http}; with an {@code s} behind it, they are those with TLS. */
    String scheme();

    /** A client that uses the caller's Vert.x and is closed by the caller; opens no connection yet. */
    GatewayClient create(Vertx vertx, GatewayUrl url, GatewayAccess access);
}
