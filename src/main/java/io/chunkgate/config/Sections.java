package io.chunkgate.config;

import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Function;

/** Reads the sections of a configuration tree; {@link #end} rejects those that were not read. */
final class Sections {
    private final JsonObject tree;
    private final Set<String> known = new LinkedHashSet<>();

    Sections(JsonObject tree) {
        this.tree = tree;
    }

    <T> T read(String name, Function<Section, T> reader) {
        known.add(name);
        Section section = new Section(name, values(name));
        T result = reader.apply(section);
        section.end();
        return result;
    }

    void end() {
        for (String name : tree.fieldNames()) {
            if (!known.contains(name)) {
                throw new ConfigException(name + ": unknown section (expected: " + String.join(", ", known) + ")");
            }
        }
    }

    private JsonObject values(String name) {
        if (!tree.containsKey(name)) {
            return new JsonObject();
        }
        Object value = tree.getValue(name);
        if (value instanceof JsonObject values) {
            return values;
        }
        throw new ConfigException(name + ": " + Json.encode(value) + " (expected: an object with the section's keys)");
    }
}
