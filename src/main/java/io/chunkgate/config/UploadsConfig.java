package io.chunkgate.config;

import java.util.List;

/**
 * Section {@code uploads}: uploads over all protocols.
 *
 * @param expireAfterMs     an upload without a write for this long is deleted, and the record of a finished one is
 *                           removed
 * @param maxOpen           maximum of unfinished uploads, including those without a connected client
 * @param digest            whether the SHA-256 of uploads is computed; without it, entity tags are derived from
 *                           attributes of the file
 * @param minBytesPerSecond an upload that is slower, on average over the idle timeout, is aborted
 * @param nameTemplate      name of an upload without a name from the client, with {@code {yyyyMMdd-HHmmss}} (UTC) and
 *                           {@code {id}} replaced
 * @param onConflict        what happens to an upload whose name is taken and whose client states no condition:
 *                           {@code replace} replaces the file, {@code refuse} refuses the upload (409, ALREADY_EXISTS),
 *                           {@code rename} publishes it as {@code name (2).ext}, or refuses it where the name is the URL of
 *                           the request (PUT)
 */
public record UploadsConfig(
        long expireAfterMs,
        int maxOpen,
        boolean digest,
        long minBytesPerSecond,
        String nameTemplate,
        String onConflict)
        implements ConfigSection {
    public static final String REPLACE = "replace";
    public static final String REFUSE = "refuse";
    public static final String RENAME = "rename";

    private static final long DAY_MS = 86_400_000;

    static UploadsConfig from(Section section) {
        return new UploadsConfig(
                section.number("expireAfterMs", DAY_MS, 1000, 3650 * DAY_MS),
                section.integer("maxOpen", 10_000, 1, 1_000_000),
                section.flag("digest", true),
                section.number("minBytesPerSecond", 100, 0, Long.MAX_VALUE >> 32),
                section.requiredText("nameTemplate", "incoming/{yyyyMMdd-HHmmss}-{id}.bin"),
                section.oneOf("onConflict", REPLACE, List.of(REPLACE, REFUSE, RENAME)));
    }
}
