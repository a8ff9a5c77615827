package io.chunkgate.http.exchange;

import io.chunkgate.server.net.ForwardedRequest;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;

/** The prefix of all paths that a proxy in front removes from requests, and that paths in responses need. */
public final class BasePath {
    private BasePath() {}

    /** Returns a path of the gateway, such as {@code /files/a}, as the client of a request must send it. */
    public static String of(HttpServerRequest request, String path) {
        return ForwardedRequest.basePath(request) + path;
    }

    /** Adds the prefix to the header Location of the response, if that is a path of the gateway. */
    public static void addToLocation(HttpServerRequest request) {
        MultiMap headers = request.response().headers();
        String location = headers.get(HttpHeaders.LOCATION);
        if (location != null && location.startsWith("/")) {
            headers.set(HttpHeaders.LOCATION, of(request, location));
        }
    }
}
