package io.chunkgate.text;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.function.IntPredicate;

/** Percent-encoding of UTF-8 (RFC 3986, section 2.1). Decoding is strict. */
public final class PercentCoding {
    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private PercentCoding() {}

    /**
     * Decodes exactly once.
     *
     * @throws IllegalArgumentException with what was expected as its message: on a percent sign without two hexadecimal digits, a
     *     character beyond ASCII, or bytes that are not UTF-8
     */
    public static String decode(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
        int i = 0;
        while (i < text.length()) {
            char c = text.charAt(i);
            bytes.write(c == '%' ? escapedByte(text, i) : literalByte(c));
            i += c == '%' ? 3 : 1;
        }
        try {
            ByteBuffer encoded = ByteBuffer.wrap(bytes.toByteArray());
            return StandardCharsets.UTF_8.newDecoder().decode(encoded).toString();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("UTF-8", e);
        }
    }

    /** Encodes every byte of the text except ASCII letters, digits, and the bytes that {@code plain} accepts. */
    public static String encode(String text, IntPredicate plain) {
        StringBuilder encoded = new StringBuilder(text.length() + 16);
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            if (isLetterOrDigit(b) || plain.test(b)) {
                encoded.append((char) b);
            } else {
                encoded.append('%').append(HEX.toHexDigits(b));
            }
        }
        return encoded.toString();
    }

    /** As {@link #encode(String, IntPredicate)}; {@code -._~/} stay as they are. */
    public static String encode(String text) {
        return encode(text, b -> "-._~/".indexOf(b) >= 0);
    }

    private static int escapedByte(String text, int percent) {
        int end = percent + 3;
        if (end > text.length() || !text.substring(percent + 1, end).chars().allMatch(HexFormat::isHexDigit)) {
            throw new IllegalArgumentException("two hexadecimal digits after each %");
        }
        return HexFormat.fromHexDigits(text, percent + 1, end);
    }

    private static int literalByte(char c) {
        if (c >= 0x80) {
            throw new IllegalArgumentException("characters beyond ASCII escaped");
        }
        return c;
    }

    private static boolean isLetterOrDigit(byte b) {
        return (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z') || (b >= '0' && b <= '9');
    }
}
