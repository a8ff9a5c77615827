package io.chunkgate.config;

import io.vertx.core.json.JsonObject;

/**
 * Section {@code uploads}: what arrives in pieces, on any door.
 *
 * @param expireAfterMs an upload that was not written to for so long is deleted; a finished one is forgotten
 * @param maxOpen       unfinished uploads that are kept at the same time, those included that nobody writes just now
 * @param digest        whether the SHA-256 of uploads is computed; without it entity tags come from the file system
 * @param minBytesPerSecond a client that sends less, on average over the idle timeout, is cut off
 * @param nameTemplate  name of an upload whose client gave none, with {@code {yyyyMMdd-HHmmss}} (UTC) and {@code {id}}
 *                      filled in
 */
public record UploadsConfig(
        long expireAfterMs, int maxOpen, boolean digest, long minBytesPerSecond, String nameTemplate) {
    private static final long DAY_MS = 86_400_000;

    static UploadsConfig from(Section section) {
        return new UploadsConfig(
                section.number("expireAfterMs", DAY_MS, 1000, 3650 * DAY_MS),
                section.integer("maxOpen", 10_000, 1, 1_000_000),
                section.flag("digest", true),
                section.number("minBytesPerSecond", 100, 0, Long.MAX_VALUE >> 32),
                section.requiredText("nameTemplate", "incoming/{yyyyMMdd-HHmmss}-{id}.bin"));
    }

    /** The section with every key, as in the configuration tree. */
    public JsonObject toJson() {
        return new JsonObject()
                .put("expireAfterMs", expireAfterMs)
                .put("maxOpen", maxOpen)
                .put("digest", digest)
                .put("minBytesPerSecond", minBytesPerSecond)
                .put("nameTemplate", nameTemplate);
    }
}
