package io.chunkgate.http.message;

import io.chunkgate.text.PercentCoding;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of a URL query, decoded once; a plus is a space, as in forms. Parameters that are not read are not checked:
 * pages, trackers and caches add some.
 */
public final class Query {
    private static final Query EMPTY = new Query(Map.of());

    /** The values as received. */
    private final Map<String, List<String>> values;

    private Query(Map<String, List<String>> values) {
        this.values = values;
    }

    /**
     * Parses a query such as {@code start_at=3&download}; a name without a value has the empty value.
     *
     * @param raw the query as received, or null
     */
    public static Query parse(@Nullable String raw) {
        if (raw == null || raw.isEmpty()) {
            return EMPTY;
        }
        Map<String, List<String>> values = new LinkedHashMap<>();
        for (String pair : raw.split("&", -1)) {
            int equals = pair.indexOf('=');
            String name = equals < 0 ? pair : pair.substring(0, equals);
            String value = equals < 0 ? "" : pair.substring(equals + 1);
            values.computeIfAbsent(decode(name).orElse(name), first -> new ArrayList<>())
                    .add(value);
        }
        return new Query(values);
    }

    public boolean has(String name) {
        return values.containsKey(name);
    }

    /** @throws IllegalArgumentException for a bad escape or a repeated name; the message is for the client */
    public Optional<String> get(String name) {
        List<String> all = values.getOrDefault(name, List.of());
        if (all.size() > 1) {
            String repeated = all.stream().map(raw -> name + "=" + raw).collect(Collectors.joining("&"));
            throw new IllegalArgumentException("query: '" + repeated + "' (expected: " + name + " once)");
        }
        return all.stream().findFirst().map(raw -> decode(raw)
                .orElseThrow(() -> new IllegalArgumentException(
                        "query: '" + name + "=" + raw + "' (expected: UTF-8, with escapes such as %20)")));
    }

    /**
     * An integer.
     *
     * @param byDefault the value if the query lacks the parameter
     * @throws IllegalArgumentException unless it is {@code min} to {@code max}, in digits only
     */
    public long number(String name, long byDefault, long min, long max) {
        Optional<String> given = get(name);
        if (given.isEmpty()) {
            return byDefault;
        }
        String value = given.get();
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

    private static Optional<String> decode(String text) {
        try {
            return Optional.of(PercentCoding.decode(text.replace('+', ' ')));
        } catch (IllegalArgumentException badEscape) {
            return Optional.empty();
        }
    }
}
