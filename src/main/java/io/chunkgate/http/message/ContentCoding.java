package io.chunkgate.http.message;

/** The codings of precompressed files, best first, and {@code identity} (RFC 9110, section 8.4.1). */
public enum ContentCoding {
    ZSTD("zstd", ".zst"),
    BROTLI("br", ".br"),
    GZIP("gzip", ".gz"),
    IDENTITY("identity", "");

    private final String token;
    private final String suffix;

    ContentCoding(String token, String suffix) {
        this.token = token;
        this.suffix = suffix;
    }

    /** The name in Content-Encoding and Accept-Encoding. */
    public String token() {
        return token;
    }

    /** The extension of the compressed file, appended to the plain name; empty for {@link #IDENTITY}. */
    public String suffix() {
        return suffix;
    }
}
