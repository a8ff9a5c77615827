package io.chunkgate.config;

import io.vertx.core.json.JsonObject;

/** The path of a value in the configuration tree, written {@code section.key}; known or not. */
record Setting(String section, String key) {
    /** A tree with this one value. */
    JsonObject tree(Object value) {
        return new JsonObject().put(section, new JsonObject().put(key, value));
    }

    /**
     * The tree for a value that is given as text, converted to the type of the default. A text that cannot be converted stays a
     * text, so that it is rejected with the message for a wrong type.
     */
    JsonObject treeOfText(String text, JsonObject defaults) {
        Object byDefault = defaults.getJsonObject(section, new JsonObject()).getValue(key);
        if (byDefault instanceof Boolean && (text.equals("true") || text.equals("false"))) {
            return tree(Boolean.valueOf(text));
        }
        return byDefault instanceof Number ? tree(numberOrText(text)) : tree(text);
    }

    private static Object numberOrText(String text) {
        try {
            return Long.valueOf(text);
        } catch (NumberFormatException notANumber) {
            return text;
        }
    }
}
