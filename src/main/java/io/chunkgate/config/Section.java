package io.chunkgate.config;

import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads one section of the configuration tree, key by key, or the sections of its root. What is absent has its default;
 * {@link #end()} rejects the keys that were not read.
 */
final class Section {
    private final String name;
    private final JsonObject values;
    private final Set<String> known = new LinkedHashSet<>();

    /** @param name empty for the root */
    Section(String name, JsonObject values) {
        this.name = name;
        this.values = values;
    }

    <T> T section(String key, Function<Section, T> reader) {
        if ((isAbsent(key) ? new JsonObject() : value(key)) instanceof JsonObject keys) {
            Section section = new Section(key, keys);
            T result = reader.apply(section);
            section.end();
            return result;
        }
        throw refused(key, "an object with the section's keys");
    }

    boolean flag(String key, boolean byDefault) {
        if (isAbsent(key)) {
            return byDefault;
        }
        if (value(key) instanceof Boolean flag) {
            return flag;
        }
        throw refused(key, "true or false");
    }

    /** A text that may be empty. */
    String text(String key, String byDefault) {
        if (isAbsent(key)) {
            return byDefault;
        }
        if (value(key) instanceof String text && text.chars().noneMatch(Character::isISOControl)) {
            return text;
        }
        throw refused(key, "a text without control characters");
    }

    String requiredText(String key, String byDefault) {
        String text = text(key, byDefault);
        if (text.isBlank()) {
            throw refused(key, "a text that is not empty");
        }
        return text;
    }

    /** One of several values. */
    String oneOf(String key, String byDefault, List<String> allowed) {
        String text = text(key, byDefault);
        if (!allowed.contains(text)) {
            throw refused(key, "\"" + String.join("\" or \"", allowed) + "\"");
        }
        return text;
    }

    int integer(String key, int byDefault, int min, int max) {
        return (int) number(key, byDefault, min, max);
    }

    /** A whole number from {@code min} to {@code max}, both included. */
    long number(String key, long byDefault, long min, long max) {
        if (isAbsent(key)) {
            return byDefault;
        }
        // The parser returns an Integer or a Long; a larger number or a fraction has another type.
        Object value = value(key);
        if (value instanceof Integer || value instanceof Long) {
            long number = ((Number) value).longValue();
            if (number >= min && number <= max) {
                return number;
            }
        }
        throw refused(key, min + ".." + max);
    }

    /** 0, the default, or a whole number from {@code min} to {@code max}. */
    long zeroOr(String key, long min, long max) {
        long number = number(key, 0, 0, max);
        if (number != 0 && number < min) {
            throw refused(key, "0 or " + min + ".." + max);
        }
        return number;
    }

    /** @throws ConfigException for the first key that was not read */
    void end() {
        for (String key : values.fieldNames()) {
            if (!known.contains(key)) {
                throw new ConfigException(path(key) + ": unknown " + (name.isEmpty() ? "section" : "key")
                        + " (expected: " + String.join(", ", known) + ")");
            }
        }
    }

    private boolean isAbsent(String key) {
        known.add(key);
        return !values.containsKey(key);
    }

    private @Nullable Object value(String key) {
        return values.getValue(key);
    }

    private String path(String key) {
        return name.isEmpty() ? key : name + "." + key;
    }

    private ConfigException refused(String key, String expected) {
        // Encoded as JSON, so that a text has quotes and a line break does not split the message.
        return new ConfigException(path(key) + ": " + Json.encode(value(key)) + " (expected: " + expected + ")");
    }
}
