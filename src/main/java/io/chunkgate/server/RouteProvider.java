package io.chunkgate.server;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;

/**
 * Handles some requests of the HTTP port; found by {@link java.util.ServiceLoader}. gRPC is reachable on the HTTP port by
 * one.
 */
public interface RouteProvider {
    /** Whether this provider handles the request; decided by its head alone. */
    boolean accepts(HttpServerRequest request);

    /** Creates the handler for one instance of the HTTP server; it admits the client of each request by itself. */
    Handler<HttpServerRequest> handler(ServerContext context);
}
