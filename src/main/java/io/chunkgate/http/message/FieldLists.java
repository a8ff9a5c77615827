package io.chunkgate.http.message;

import io.vertx.core.MultiMap;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The list grammar of field values (RFC 9110, section 5.6.1), for members without quoted commas. */
public final class FieldLists {
    private FieldLists() {}

    /** Joins the lines of a field to one list (RFC 9110, section 5.3); null if the request lacks it. */
    public static @Nullable String joined(MultiMap headers, String name) {
        List<String> lines = headers.getAll(name);
        return lines.isEmpty() ? null : String.join(", ", lines);
    }

    /** The members in their order, trimmed; empty members are skipped, as the RFC requires. */
    public static List<String> members(String value) {
        return Stream.of(value.split(",", -1))
                .map(FieldLists::trim)
                .filter(member -> !member.isEmpty())
                .toList();
    }

    /** The text without surrounding spaces and tabs. */
    public static String trim(String text) {
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

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }
}
