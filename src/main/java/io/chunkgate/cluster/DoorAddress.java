package io.chunkgate.cluster;

import io.vertx.core.json.JsonObject;

/**
 * Where a door of a node is reached.
 *
 * @param door {@code http}, {@code grpc}, {@code tcp} or {@code tcp-download}
 */
public record DoorAddress(String door, String host, int port) {
    JsonObject toJson() {
        return new JsonObject().put("door", door).put("host", host).put("port", port);
    }

    static DoorAddress from(JsonObject json) {
        return new DoorAddress(json.getString("door"), json.getString("host"), json.getInteger("port"));
    }
}
