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
 * @param proxyProtocol    whether each connection begins with a PROXY header, version 1 or 2, that gives the client's
 *                          address; accepted only from {@code server.trustedProxies}, if there are any
 * @param cacheControl     value of Cache-Control for files; empty for none. With {@code no-cache} a cache may store a
 *                          file, but must revalidate it before each use
 * @param precompressed    whether {@code file.zst}, {@code file.br} or {@code file.gz} is sent for {@code file} to
 *                          clients that accept the coding, if it is verified to be complete and of the same content
 * @param interimResponses whether resumable uploads send the interim response 104 with the URL at which to resume.
 *                          Disable it for proxies that do not support interim responses
 * @param cors             origins whose pages may send requests, separated by commas; {@code *} for all, empty for none
 * @param corsHeaders      further request header fields that these pages may send, separated by commas
 * @param corsCredentials  whether these pages may send cookies, client certificates and HTTP authentication; not with
 *                          {@code *} in {@code http.cors}
 */
public record HttpConfig(
        @Key.Flag(true) boolean enabled,
        @Key.Range(value = 8080, max = Ranges.MAX_PORT) int port,
        @Key.Flag(true) boolean h2c,
        @Key.Range(value = 16 * Ranges.KIB, min = 4 * Ranges.KIB, max = 256 * Ranges.KIB) int maxHeaderSize,
        @Key.Range(value = 60_000, max = Ranges.MAX_TIMEOUT_MS) int idleTimeoutMs,
        @Key.Flag(false) boolean proxyProtocol,
        @Key.Reloadable @Key.Text("no-cache") String cacheControl,
        @Key.Reloadable @Key.Flag(true) boolean precompressed,
        @Key.Reloadable @Key.Flag(true) boolean interimResponses,
        @Key.Text String cors,
        @Key.Text String corsHeaders,
        @Key.Flag(false) boolean corsCredentials)
        implements ConfigSection {
    public HttpConfig {
        if (corsCredentials && cors.contains("*")) {
            throw new ConfigException(
                    "http.corsCredentials: true (expected: false, as http.cors allows the pages of all origins)");
        }
    }
}
