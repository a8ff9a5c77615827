package io.chunkgate.http.exchange;

import io.vertx.core.http.HttpServerRequest;

/**
 * Sends a client elsewhere, its query with it.
 *
 * @param status   301 or 302
 * @param location relative to the request's path, so that it holds behind a proxy that puts a path in front
 */
public record Redirect(int status, String location) {
    public static Redirect permanent(String location) {
        return new Redirect(301, location);
    }

    public static Redirect temporary(String location) {
        return new Redirect(302, location);
    }

    /** Answers the request. Not to be kept unasked, for what is a folder today may be a file tomorrow. */
    public void send(HttpServerRequest request) {
        String query = request.query();
        request.response()
                .setStatusCode(status)
                .putHeader("Location", query == null ? location : location + "?" + query)
                .putHeader("Cache-Control", "no-cache")
                .putHeader("Content-Length", "0")
                .end();
    }
}
