package io.chunkgate.http.message;

import io.chunkgate.text.PercentCoding;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The parameters of a URL query, decoded once; a plus is a space, as in forms. */
public final class Query {
    private static final Query EMPTY = new Query(Map.of());

    private final Map<String, String> values;

    private Query(Map<String, String> values) {
        this.values = values;
    }

    /**
     * Parses a query such as {@code start_at=3&download}; a name without a value has the empty value.
     *
     * @param raw the query as received, or null
     * @throws IllegalArgumentException for a bad escape or a repeated name; the message is for the client
     */
    public static Query parse(@Nullable String raw) {
        if (raw == null || raw.isEmpty()) {
            return EMPTY;
        }
        Map<String, String> values = new LinkedHashMap<>();
        for (String pair : raw.split("&", -1)) {
            int equals = pair.indexOf('=');
            String name = decode(equals < 0 ? pair : pair.substring(0, equals));
            String value = equals < 0 ? "" : decode(pair.substring(equals + 1));
            if (!name.isEmpty() && values.put(name, value) != null) {
                throw new IllegalArgumentException("query: '" + raw + "' (expected: " + name + " once)");
            }
        }
        return new Query(values);
    }

    public boolean has(String name) {
        return values.containsKey(name);
    }

    public Optional<String> get(String name) {
        return Optional.ofNullable(values.get(name));
    }

    /**
     * An integer.
     *
     * @param byDefault the value if the query lacks the parameter
     * @throws IllegalArgumentException unless it is {@code min} to {@code max}, in digits only
     */
    public long number(String name, long byDefault, long min, long max) {
        String value = values.get(name);
        if (value == null) {
            return byDefault;
        }
        try {
            long number = value.matches("[0-9]+") ? Long.parseLong(value) : -1;
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException beyondLong) {
            // Refused below.
        }
        throw new IllegalArgumentException(name + ": '" + value + "' (expected: " + min + ".." + max + ")");
    }

    private static String decode(String text) {
        try {
            return PercentCoding.decode(text.replace('+', ' '));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("query: '" + text + "' (expected: " + e.getMessage() + ")", e);
        }
    }
}
