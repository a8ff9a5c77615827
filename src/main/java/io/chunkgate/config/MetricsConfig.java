package io.chunkgate.config;

import io.vertx.core.json.JsonObject;

/**
 * Section {@code metrics}: figures for Prometheus at {@code /metrics} of the HTTP door.
 *
 * @param enabled whether they are collected
 * @param open    whether everybody may read them, where {@code access.rules} is set; otherwise who may list the root
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
