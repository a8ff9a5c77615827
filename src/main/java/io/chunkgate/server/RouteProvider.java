package io.chunkgate.server;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;

/**
 * Something that answers a part of the requests of the HTTP port without the HTTP door knowing it; found by
 * {@link java.util.ServiceLoader}. So gRPC is reachable on the HTTP port too.
 */
public interface RouteProvider {
    /** Whether the request is this mount's; decided by its head alone. */
    boolean accepts(HttpServerRequest request);

    /** Makes the handler for one instance of the HTTP door. */
    Handler<HttpServerRequest> handler(ServerContext context);
}
