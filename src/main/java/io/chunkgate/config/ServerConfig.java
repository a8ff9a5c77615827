package io.chunkgate.config;

import io.vertx.core.json.JsonObject;

/**
 * Section {@code server}: what all doors have in common.
 *
 * @param host           address or host name on which every door listens; {@code 0.0.0.0} or {@code ::} for all
 * @param drainTimeoutMs how long running transfers may go on after the gateway was told to stop; 0 cuts them at once
 * @param instances      instances of each door, each on an event loop of its own; 0 for as many as there are loops
 */
public record ServerConfig(String host, int drainTimeoutMs, int instances) {
    static ServerConfig from(Section section) {
        return new ServerConfig(
                section.requiredText("host", "127.0.0.1"),
                section.integer("drainTimeoutMs", 10_000, 0, Ranges.MAX_TIMEOUT_MS),
                section.integer("instances", 0, 0, 1024));
    }

    /** The section with every key, as in the configuration tree. */
    public JsonObject toJson() {
        return new JsonObject()
                .put("host", host)
                .put("drainTimeoutMs", drainTimeoutMs)
                .put("instances", instances);
    }
}
