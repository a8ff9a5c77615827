package io.chunkgate.http.message;

import java.util.List;
import java.util.stream.Stream;

/** The list grammar of field values (RFC 9110, section 5.6.1), for members in which no comma can be quoted. */
public final class FieldLists {
    private FieldLists() {}

    /** The members in their order, without the blanks around them; empty ones are skipped, as recipients must. */
    public static List<String> members(String value) {
        return Stream.of(value.split(",", -1))
                .map(FieldLists::trim)
                .filter(member -> !member.isEmpty())
                .toList();
    }

    /** The text without the blanks around it, which are space and tab and nothing else. */
    static String trim(String text) {
        int start = 0;
        int end = text.length();
        while (start < end && isBlank(text.charAt(start))) {
            start++;
        }
        while (end > start && isBlank(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(start, end);
    }

    static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }
}
