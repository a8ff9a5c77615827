package io.chunkgate.config;

import io.vertx.core.json.JsonObject;

/**
 * Section {@code grpc}: the gRPC door.
 *
 * @param enabled        whether the door is opened
 * @param port           where it listens; 0 for any free port
 * @param chunkSize      file bytes in each message of a download but the last
 * @param maxMessageSize bytes of the largest message that is taken from a client
 * @param idleTimeoutMs  a connection on which nothing was moved for so long is closed; 0 for never. Longer than that of
 *                       HTTP by default, since a gRPC client keeps its connection between calls
 * @param windowSize     HTTP/2 flow-control window, in bytes, that a client may fill before the gateway has taken them;
 *                       it bounds the memory of a connection and, over the round trip, the rate of an upload
 */
public record GrpcConfig(
        boolean enabled, int port, int chunkSize, int maxMessageSize, int idleTimeoutMs, int windowSize) {
    static GrpcConfig from(Section section) {
        return new GrpcConfig(
                section.flag("enabled", true),
                section.integer("port", 50_051, 0, Ranges.MAX_PORT),
                section.integer("chunkSize", 32 * Ranges.KIB, 1, Ranges.MIB),
                section.integer("maxMessageSize", 4 * Ranges.MIB, Ranges.KIB, 64 * Ranges.MIB),
                section.integer("idleTimeoutMs", 300_000, 0, Ranges.MAX_TIMEOUT_MS),
                // RFC 9113 section 6.9.2: a connection starts with 65,535 bytes, and its window can only be raised.
                section.integer("windowSize", Ranges.MIB, 65_535, 64 * Ranges.MIB));
    }

    /** How long a call may stand still: noticed after one to two of these, before its connection counts as idle. */
    public long stallTimeoutMillis() {
        return (idleTimeoutMs + 2L) / 3;
    }

    /** The section with every key, as in the configuration tree. */
    public JsonObject toJson() {
        return new JsonObject()
                .put("enabled", enabled)
                .put("port", port)
                .put("chunkSize", chunkSize)
                .put("maxMessageSize", maxMessageSize)
                .put("idleTimeoutMs", idleTimeoutMs)
                .put("windowSize", windowSize);
    }
}
