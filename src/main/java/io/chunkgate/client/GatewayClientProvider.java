package io.chunkgate.client;

import io.vertx.core.Vertx;

/** Creates clients of one protocol. Found by {@link java.util.ServiceLoader}. */
public interface GatewayClientProvider {
    /** The scheme of URLs without TLS, such as {@code http}; with an appended {@code s}, URLs use TLS. */
    String scheme();

    /** Creates a client. Opens no connection yet. The caller closes it. */
    GatewayClient create(Vertx vertx, GatewayUrl url, GatewayAccess access);
}
