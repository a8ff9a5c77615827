package io.chunkgate.config;

/**
 * Section {@code http}: the HTTP server.
 *
 * @param enabled          whether the server is started
 * @param port             port of the server; 0 for any free port
 * @param h2c              whether clients may use HTTP/2 without TLS, with prior knowledge or by upgrade
 * @param maxHeaderSize    maximum size of the header fields of a request, in bytes; over HTTP/2 with 32 bytes added
 *                          for each field
 * @param idleTimeoutMs    a connection without any transferred byte for this long is closed; 0 for never
 * @param cacheControl     value of Cache-Control for files; empty for none. With {@code no-cache} a cache may store a
 *                          file, but must revalidate it before each use
 * @param precompressed    whether {@code file.zst}, {@code file.br} or {@code file.gz} is sent for {@code file} to
 *                          clients that accept the coding, unless it is older than {@code file}
 * @param interimResponses whether resumable uploads send the interim response 104 with the URL at which to resume.
 *                          Disable it for proxies that do not support interim responses
 * @param cors             origins whose pages may send requests, separated by commas; {@code *} for all, empty for none
 * @param corsHeaders      further request header fields that these pages may send, separated by commas
 * @param corsCredentials  whether these pages may send cookies, client certificates and HTTP authentication; not with
 *                          {@code *} in {@code http.cors}
 */
public record HttpConfig(
        boolean enabled,
        int port,
        boolean h2c,
        int maxHeaderSize,
        int idleTimeoutMs,
        String cacheControl,
        boolean precompressed,
        boolean interimResponses,
        String cors,
        String corsHeaders,
        boolean corsCredentials)
        implements ConfigSection {
    public HttpConfig {
        if (corsCredentials && cors.contains("*")) {
            throw new ConfigException(
                    "http.corsCredentials: true (expected: false, as http.cors allows the pages of all origins)");
        }
    }

    static HttpConfig from(Section section) {
        return new HttpConfig(
                section.flag("enabled", true),
                section.integer("port", 8080, 0, Ranges.MAX_PORT),
                section.flag("h2c", true),
                section.integer("maxHeaderSize", 16 * Ranges.KIB, 4 * Ranges.KIB, 256 * Ranges.KIB),
                section.integer("idleTimeoutMs", 60_000, 0, Ranges.MAX_TIMEOUT_MS),
                section.text("cacheControl", "no-cache"),
                section.flag("precompressed", true),
                section.flag("interimResponses", true),
                section.text("cors", ""),
                section.text("corsHeaders", ""),
                section.flag("corsCredentials", false));
    }
}
