package io.chunkgate.config;

import io.vertx.core.json.JsonObject;

/**
 * Section {@code metrics}: metrics for Prometheus at {@code /metrics} of the HTTP server.
 *
 * @param enabled whether metrics are collected
 * @param open    whether every client may read them although {@code access.rules} is set; otherwise permission to list
 *                 the root is required
 */
public record MetricsConfig(boolean enabled, boolean open) {
    static MetricsConfig from(Section section) {
        return new MetricsConfig(section.flag("enabled", true), section.flag("open", false));
    }

    /** The section with every key, as in the configuration tree. */
    public JsonObject toJson() {
        return new JsonObject().put("enabled", enabled).put("open", open);
    }
}
