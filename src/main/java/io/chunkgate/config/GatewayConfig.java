package io.chunkgate.config;

import io.vertx.core.json.JsonObject;

public record GatewayConfig(StoreConfig store) {
    public static GatewayConfig from(JsonObject o) throws ConfigException {
        return new GatewayConfig(new StoreConfig("", ""));
    }
}
