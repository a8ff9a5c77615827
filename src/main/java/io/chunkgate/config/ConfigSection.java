package io.chunkgate.config;

import io.vertx.core.json.JsonObject;
import java.lang.reflect.RecordComponent;
import java.util.Objects;

/** A record of the configuration, whose components have the names of its keys. */
public interface ConfigSection {
    /** The configuration tree of this, with every key; a new object for each call. */
    default JsonObject toJson() {
        JsonObject tree = new JsonObject();
        for (RecordComponent key : getClass().getRecordComponents()) {
            Object value = value(key);
            tree.put(key.getName(), value instanceof ConfigSection section ? section.toJson() : value);
        }
        return tree;
    }

    private Object value(RecordComponent key) {
        try {
            return Objects.requireNonNull(key.getAccessor().invoke(this));
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("cannot read " + key, e);
        }
    }
}
