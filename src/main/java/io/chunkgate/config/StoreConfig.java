package io.chunkgate.config;

import io.vertx.core.json.JsonObject;

public record StoreConfig(String type, String root) {
    public JsonObject toJson() {
        return new JsonObject();
    }
}
