package io.chunkgate.http.message;

import io.chunkgate.text.PercentCoding;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Names of files in the path of a URL (RFC 3986), strictly decoded exactly once. */
public final class RequestPath {
    private RequestPath() {}

    /**
     * Decodes the part of a request's path that is a name. Nothing is normalised: {@code //}, {@code .} and {@code ..} are
     * left to the check of names, which refuses them. A plus is a plus.
     *
     * @param rawPath the path as received, without the query
     * @throws IllegalArgumentException for a bad escape, an escaped slash (decoding would turn it into a separator), a
     *     character beyond ASCII, or bytes that are not UTF-8; the message is for the client
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

    /** As {@link #decode}, of a file or folder: without the slash that may be at the end of a folder's path. */
    public static String decodeEntry(String rawPath) {
        return decode(rawPath.endsWith("/") ? rawPath.substring(0, rawPath.length() - 1) : rawPath);
    }

    /** Encodes a name for a URL: all but letters, digits and {@code -._~/}. */
    public static String encode(String name) {
        return PercentCoding.encode(name);
    }

    private static IllegalArgumentException refusal(String path, @Nullable String expected, @Nullable Throwable cause) {
        return new IllegalArgumentException("path: '" + path + "' (expected: " + expected + ")", cause);
    }
}
