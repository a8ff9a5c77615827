package io.chunkgate.config;

import io.vertx.core.json.JsonObject;

/**
 * Section {@code limits}: what no client may exceed, on any door.
 *
 * @param maxFileSize    bytes of the largest file that is taken. The default is beyond most files and far below the sizes
 *                       that eight bytes of garbage announce on the TCP door, so that these are refused at once
 * @param maxConnections connections that one door holds at the same time; more are turned away
 */
public record LimitsConfig(long maxFileSize, int maxConnections) {
    static LimitsConfig from(Section section) {
        return new LimitsConfig(
                section.number("maxFileSize", Ranges.TIB, 1, Long.MAX_VALUE),
                section.integer("maxConnections", 4096, 1, 1_000_000));
    }

    /** The section with every key, as in the configuration tree. */
    public JsonObject toJson() {
        return new JsonObject().put("maxFileSize", maxFileSize).put("maxConnections", maxConnections);
    }
}
