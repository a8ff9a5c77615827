package io.chunkgate.config;

import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import java.lang.annotation.Annotation;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Reads one section of the configuration tree, or its root, as a record: each component from the key of its name, with the
 * default and the range of its annotation.
 *
 * @param name empty for the root
 */
record Section(String name, JsonObject values) {
    /** @throws ConfigException for the first value that is not valid, then for the first unknown key */
    <T extends ConfigSection> T read(Class<T> type) {
        RecordComponent[] components = type.getRecordComponents();
        Object[] read = Stream.of(components).map(this::value).toArray();
        requireKnown(Stream.of(components).map(RecordComponent::getName).toList());
        try {
            Class<?>[] types =
                    Stream.of(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
            return type.getDeclaredConstructor(types).newInstance(read);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof ConfigException refusal) {
                throw refusal;
            }
            throw new LinkageError(type.getName(), e);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(type.getName(), e);
        }
    }

    private Object value(RecordComponent component) {
        String key = component.getName();
        Class<?> type = component.getType();
        if (type == boolean.class) {
            return flag(key, annotation(component, Key.Flag.class));
        }
        if (type == String.class) {
            return text(key, annotation(component, Key.Text.class));
        }
        if (type == int.class) {
            return (int) number(key, annotation(component, Key.Range.class));
        }
        return type == long.class
                ? number(key, annotation(component, Key.Range.class))
                : section(key, type.asSubclass(ConfigSection.class));
    }

    private static <A extends Annotation> A annotation(RecordComponent component, Class<A> type) {
        return Objects.requireNonNull(component.getAnnotation(type), component::toString);
    }

    private ConfigSection section(String key, Class<? extends ConfigSection> type) {
        if (values.getValue(key, new JsonObject()) instanceof JsonObject keys) {
            return new Section(key, keys).read(type);
        }
        throw refused(key, "an object with the section's keys");
    }

    private boolean flag(String key, Key.Flag flag) {
        if (values.getValue(key, flag.value()) instanceof Boolean value) {
            return value;
        }
        throw refused(key, "true or false");
    }

    private String text(String key, Key.Text expected) {
        if (!(values.getValue(key, expected.value()) instanceof String text)
                || text.chars().anyMatch(Character::isISOControl)) {
            throw refused(key, "a text without control characters");
        }
        if (expected.required() && text.isBlank()) {
            throw refused(key, "a text that is not empty");
        }
        List<String> allowed = List.of(expected.allowed());
        if (!allowed.isEmpty() && !allowed.contains(text)) {
            throw refused(key, "\"" + String.join("\" or \"", allowed) + "\"");
        }
        return text;
    }

    private long number(String key, Key.Range range) {
        // The parser returns an Integer or a Long; a larger number or a fraction has another type.
        Object value = values.getValue(key, range.value());
        if (value instanceof Integer || value instanceof Long) {
            long number = ((Number) value).longValue();
            if ((number >= range.min() && number <= range.max()) || (range.orZero() && number == 0)) {
                return number;
            }
        }
        throw refused(key, (range.orZero() ? "0 or " : "") + range.min() + ".." + range.max());
    }

    private void requireKnown(List<String> known) {
        for (String key : values.fieldNames()) {
            if (!known.contains(key)) {
                throw new ConfigException(path(key) + ": unknown " + (name.isEmpty() ? "section" : "key")
                        + " (expected: " + String.join(", ", known) + ")");
            }
        }
    }

    private String path(String key) {
        return name.isEmpty() ? key : name + "." + key;
    }

    private ConfigException refused(String key, String expected) {
        // Encoded as JSON, so that a text has quotes and a line break does not split the message.
        return new ConfigException(
                path(key) + ": " + Json.encode(values.getValue(key)) + " (expected: " + expected + ")");
    }
}
