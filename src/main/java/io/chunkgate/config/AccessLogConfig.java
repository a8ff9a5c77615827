package io.chunkgate.config;

import io.vertx.core.json.JsonObject;

/**
 * Section {@code accessLog}: a line of JSON for each transfer, when it ends, and for each request that was refused.
 *
 * @param file   to which lines are appended; {@code -} for standard output, empty for none
 * @param idleMs how long after its last part a download that came in parts is taken for ended
 */
public record AccessLogConfig(String file, int idleMs) {
    static AccessLogConfig from(Section section) {
        return new AccessLogConfig(
                section.text("file", ""), section.integer("idleMs", 60_000, 1, Ranges.MAX_TIMEOUT_MS));
    }

    public boolean isOn() {
        return !file.isEmpty();
    }

    /** The section with every key, as in the configuration tree. */
    public JsonObject toJson() {
        return new JsonObject().put("file", file).put("idleMs", idleMs);
    }
}
