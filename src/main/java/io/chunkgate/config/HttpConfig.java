package io.chunkgate.config;

import io.vertx.core.json.JsonObject;

/**
 * Section {@code http}: the HTTP door.
 *
 * @param enabled       whether the door is opened
 * @param port          where it listens; 0 for any free port
 * @param h2c           whether clients may speak HTTP/2 without TLS, with prior knowledge or by upgrade
 * @param idleTimeoutMs a connection on which nothing was moved for so long is closed; 0 for never
 * @param cacheControl  the Cache-Control of files; empty for none. By default a cache asks each time whether the file is still
 *                      the same, which costs a 304 and never shows an old version
 * @param precompressed whether {@code file.zst}, {@code file.br} and {@code file.gz} are sent for {@code file} to clients
 *                      that accept the coding, where they are not older than it
 * @param interimResponses whether clients of resumable uploads are told ahead of the answer where to resume (104); proxies
 *                      that mishandle such answers are the reason to switch it off
 * @param cors          origins whose pages may use this door, separated by commas; {@code *} for all, empty for none
 */
public record HttpConfig(
        boolean enabled,
        int port,
        boolean h2c,
        int idleTimeoutMs,
        String cacheControl,
        boolean precompressed,
        boolean interimResponses,
        String cors) {
    static HttpConfig from(Section section) {
        return new HttpConfig(
                section.flag("enabled", true),
                section.integer("port", 8080, 0, Ranges.MAX_PORT),
                section.flag("h2c", true),
                section.integer("idleTimeoutMs", 60_000, 0, Ranges.MAX_TIMEOUT_MS),
                section.text("cacheControl", "no-cache"),
                section.flag("precompressed", true),
                section.flag("interimResponses", true),
                section.text("cors", ""));
    }

    /** The section with every key, as in the configuration tree. */
    public JsonObject toJson() {
        return new JsonObject()
                .put("enabled", enabled)
                .put("port", port)
                .put("h2c", h2c)
                .put("idleTimeoutMs", idleTimeoutMs)
                .put("cacheControl", cacheControl)
                .put("precompressed", precompressed)
                .put("interimResponses", interimResponses)
                .put("cors", cors);
    }
}
