package io.chunkgate.config;

/**
 * Section {@code uploads}: uploads over all protocols.
 *
 * @param expireAfterMs     an upload without a write for this long is deleted, and the record of a finished one is
 *                           removed
 * @param maxOpen           maximum of unfinished uploads, including those without a connected client
 * @param idleAfterMs       an upload without a connected client and without a write for this long is idle: it expires when its
 *                           principal is at {@code limits.maxOpenUploadsPerPrincipal} and begins another one
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
        @Key.Range(value = Ranges.DAY_MS, min = 1000, max = 3650L * Ranges.DAY_MS) long expireAfterMs,
        @Key.Range(value = 10_000, min = 1, max = 1_000_000) int maxOpen,
        @Key.Range(value = 60_000, min = 1, max = 3650L * Ranges.DAY_MS) long idleAfterMs,
        @Key.Flag(true) boolean digest,
        @Key.Reloadable @Key.Range(value = 100, max = Long.MAX_VALUE >> 32) long minBytesPerSecond,
        @Key.Text(value = "incoming/{yyyyMMdd-HHmmss}-{id}.bin", required = true) String nameTemplate,
        @Key.Reloadable
                @Key.Text(
                        value = UploadsConfig.REPLACE,
                        allowed = {UploadsConfig.REPLACE, UploadsConfig.REFUSE, UploadsConfig.RENAME})
                String onConflict)
        implements ConfigSection {
    public static final String REPLACE = "replace";
    public static final String REFUSE = "refuse";
    public static final String RENAME = "rename";
}
