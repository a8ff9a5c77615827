package io.chunkgate.http.message;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A member of Accept or Accept-Encoding (RFC 9110, section 12.4.2).
 *
 * @param value  in lower case, without its parameters
 * @param weight its q in thousandths, 0 (not acceptable) to 1000 (the default)
 */
public record WeightedValue(String value, int weight) {
    private static final Pattern WEIGHT = Pattern.compile("[ \\t]*[qQ]=(?<q>0(?:\\.\\d{0,3})?|1(?:\\.0{0,3})?)[ \\t]*");
    private static final int MAX_WEIGHT = 1000;

    /** The members in their order; members with a malformed weight are skipped. */
    public static List<WeightedValue> parseAll(String field) {
        return FieldLists.members(field).stream()
                .flatMap(member -> parse(member).stream())
                .toList();
    }

    private static Optional<WeightedValue> parse(String member) {
        String[] parts = member.split(";", -1);
        String value = FieldLists.trim(parts[0]).toLowerCase(Locale.ROOT);
        for (int i = 1; i < parts.length; i++) {
            if (FieldLists.trim(parts[i]).toLowerCase(Locale.ROOT).startsWith("q=")) {
                Matcher weight = WEIGHT.matcher(parts[i]);
                return weight.matches()
                        ? Optional.of(new WeightedValue(value, thousandths(weight.group("q"))))
                        : Optional.empty();
            }
        }
        return Optional.of(new WeightedValue(value, MAX_WEIGHT));
    }

    private static int thousandths(String q) {
        return (int) Math.round(Double.parseDouble(q) * MAX_WEIGHT);
    }
}
