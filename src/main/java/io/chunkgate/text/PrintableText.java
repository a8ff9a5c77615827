package io.chunkgate.text;

import java.util.HexFormat;

/** Text of others as one line of bounded length, for logs. */
public final class PrintableText {
    private static final int MAX_LENGTH = 1000;
    private static final char LINE_SEPARATOR = '\u2028';
    private static final char PARAGRAPH_SEPARATOR = '\u2029';

    private PrintableText() {}

    /** Returns the text with control characters, line breaks and formats as {@code \\u001b}, cut after 1,000 characters. */
    public static String of(String text) {
        int length = Math.min(text.length(), MAX_LENGTH);
        if (length == text.length() && text.chars().allMatch(PrintableText::isPrintable)) {
            return text;
        }
        StringBuilder line = new StringBuilder(length + 16);
        for (int i = 0; i < length; i++) {
            char next = text.charAt(i);
            if (isPrintable(next)) {
                line.append(next);
            } else {
                line.append("\\u").append(HexFormat.of().toHexDigits((short) next));
            }
        }
        return length == text.length() ? line.toString() : line.append("...").toString();
    }

    /** Formats may reorder a line on the screen. */
    private static boolean isPrintable(int next) {
        return !Character.isISOControl(next)
                && Character.getType(next) != Character.FORMAT
                && next != LINE_SEPARATOR
                && next != PARAGRAPH_SEPARATOR;
    }
}
