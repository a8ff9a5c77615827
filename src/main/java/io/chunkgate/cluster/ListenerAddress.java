package io.chunkgate.cluster;

import io.vertx.core.json.JsonObject;

/**
 * The address of a listener of a node.
 *
 * @param listener {@code http}, {@code grpc}, {@code tcp}, {@code tcp-download} or {@code tcp-tls}
 */
public record ListenerAddress(String listener, String host, int port) {
    JsonObject toJson() {
        return new JsonObject().put("listener", listener).put("host", host).put("port", port);
    }

    static ListenerAddress from(JsonObject json) {
        return new ListenerAddress(json.getString("listener"), json.getString("host"), json.getInteger("port"));
    }
}
