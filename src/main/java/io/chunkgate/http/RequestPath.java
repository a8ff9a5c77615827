package io.chunkgate.http;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Names of files in the path of a URL (RFC 3986): decoded exactly once and strictly, encoded so that they survive it. */
public final class RequestPath {
    private static final String HEX = "0123456789ABCDEF";

    private RequestPath() {}

    /**
     * Decodes the part of a request's path that is a name. Slashes stay what they are; nothing is normalised, so that
     * {@code //}, {@code .} and {@code ..} reach the check of names and are refused there. A plus is a plus.
     *
     * @param rawPath the path as it came, without the query
     * @throws IllegalArgumentException on a bad escape, an escaped slash (it would be a separator that the client did not
     *     mean as one), a character beyond ASCII, or bytes that are not UTF-8
     */
    public static String decode(String rawPath) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(rawPath.length());
        int i = 0;
        while (i < rawPath.length()) {
            char c = rawPath.charAt(i);
            bytes.write(c == '%' ? escapedByte(rawPath, i) : literalByte(rawPath, c));
            i += c == '%' ? 3 : 1;
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.toByteArray()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw refusal(rawPath, "UTF-8", e);
        }
    }

    /** Encodes a name for a URL: all but letters, digits and {@code -._~/}, which are safe wherever a URL may stand. */
    public static String encode(String name) {
        StringBuilder encoded = new StringBuilder(name.length() + 16);
        for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
            if (isUnreserved(b) || b == '/') {
                encoded.append((char) b);
            } else {
                encoded.append('%').append(HEX.charAt((b >> 4) & 0xF)).append(HEX.charAt(b & 0xF));
            }
        }
        return encoded.toString();
    }

    private static int escapedByte(String path, int percent) {
        int high = percent + 2 < path.length() ? hexDigit(path.charAt(percent + 1)) : -1;
        int low = high < 0 ? -1 : hexDigit(path.charAt(percent + 2));
        if (low < 0) {
            throw refusal(path, "two hexadecimal digits after each %", null);
        }
        int value = high << 4 | low;
        if (value == '/') {
            throw refusal(path, "no escaped slash", null);
        }
        return value;
    }

    private static int literalByte(String path, char c) {
        if (c >= 0x80) {
            throw refusal(path, "characters beyond ASCII escaped", null);
        }
        return c;
    }

    private static int hexDigit(char c) {
        return c < 0x80 ? Character.digit(c, 16) : -1;
    }

    private static boolean isUnreserved(byte b) {
        return (b >= 'a' && b <= 'z')
                || (b >= 'A' && b <= 'Z')
                || (b >= '0' && b <= '9')
                || b == '-'
                || b == '.'
                || b == '_'
                || b == '~';
    }

    private static IllegalArgumentException refusal(String path, String expected, @Nullable Throwable cause) {
        return new IllegalArgumentException("path: '" + path + "' (expected: " + expected + ")", cause);
    }
}
