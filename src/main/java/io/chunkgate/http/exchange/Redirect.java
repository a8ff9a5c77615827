package io.chunkgate.http.exchange;

import io.vertx.core.http.HttpServerRequest;

/** Sends redirects. */
public final class Redirect {
    private Redirect() {}

    /**
     * Redirects a client and passes its query on. Caches must revalidate: a folder of today may be a file tomorrow.
     *
     * @param status   301 or 302
     * @param location relative to the request's path, so that it is right behind a proxy that adds a prefix
     */
    public static void send(HttpServerRequest request, int status, String location) {
        String query = request.query();
        request.response()
                .setStatusCode(status)
                .putHeader("Location", query == null ? location : location + "?" + query)
                .putHeader("Cache-Control", "no-cache")
                .putHeader("Content-Length", "0")
                .end();
    }
}
