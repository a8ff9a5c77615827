package io.chunkgate.config;

import io.vertx.core.json.JsonObject;

/**
 * Section {@code limits}: what no client may exceed, on any door.
 *
 * @param maxFileSize    bytes of the largest file that is taken. The default is beyond most files and far below the sizes
 *                       that eight bytes of garbage announce on the TCP door, so that these are refused at once
 * @param minFreeSpace   bytes of the store's disk that uploads leave free; below, they are refused and downloads go on
 * @param maxConnections connections that one door holds at the same time; more are turned away
 */
public record LimitsConfig(long maxFileSize, long minFreeSpace, int maxConnections) {
    static LimitsConfig from(Section section) {
        return new LimitsConfig(
                section.number("maxFileSize", Ranges.TIB, 1, Long.MAX_VALUE),
                section.number("minFreeSpace", 64L * Ranges.MIB, 0, Long.MAX_VALUE),
                section.integer("maxConnections", 4096, 1, 1_000_000));
    }

    /** The section with every key, as in the configuration tree. */
    public JsonObject toJson() {
        return new JsonObject()
                .put("maxFileSize", maxFileSize)
                .put("minFreeSpace", minFreeSpace)
                .put("maxConnections", maxConnections);
    }
}
