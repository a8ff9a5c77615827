package io.chunkgate.http.message;

/** The codings in which a file may lie beside itself, best first, and none at all (RFC 9110, section 8.4.1). */
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

    /** What the name of the coded file has behind the name of the plain one; empty for {@link #IDENTITY}. */
    public String suffix() {
        return suffix;
    }
}
