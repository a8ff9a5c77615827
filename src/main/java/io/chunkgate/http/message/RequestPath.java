package io.chunkgate.http.message;

import io.chunkgate.text.PercentCoding;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Names of files in the path of a URL (RFC 3986): decoded exactly once and strictly, encoded so that they survive it. */
public final class RequestPath {
    private RequestPath() {}

    /**
     * Decodes the part of a request's path that is a name. Slashes stay what they are; nothing is normalised, so that
     * {@code //}, {@code .} and {@code ..} reach the check of names and are refused there. A plus is a plus.
     *
     * @param rawPath the path as it came, without the query
     * @throws IllegalArgumentException on a bad escape, an escaped slash (it would be a separator that the client did not
     *     mean as one), a character beyond ASCII, or bytes that are not UTF-8; the message is fit for the client
     */
    public static String decode(String rawPath) {
        if (rawPath.toUpperCase(Locale.ROOT).contains("%2F")) {
            throw refusal(rawPath, "no escaped slash", null);
        }
        try {
            return PercentCoding.decode(rawPath);
        } catch (IllegalArgumentException e) {
            throw refusal(rawPath, e.getMessage(), e);
        }
    }

    /** Encodes a name for a URL: all but letters, digits and {@code -._~/}, which are safe wherever a URL may stand. */
    public static String encode(String name) {
        return PercentCoding.encode(name);
    }

    private static IllegalArgumentException refusal(String path, @Nullable String expected, @Nullable Throwable cause) {
        return new IllegalArgumentException("path: '" + path + "' (expected: " + expected + ")", cause);
    }
}
