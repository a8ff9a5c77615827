package io.chunkgate.http.exchange;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;

/** Sends JSON that caches must not store. */
public final class JsonResponse {
    private JsonResponse() {}

    /** Sends the object, formatted for people as well. */
    public static void send(HttpServerRequest request, JsonObject json) {
        request.response()
                .putHeader("Content-Type", "application/json")
                .putHeader("Cache-Control", "no-store")
                .end(json.encodePrettily() + "\n");
    }
}
