package io.chunkgate.config;

import io.vertx.core.json.JsonObject;

/**
 * Section {@code store}: where the files are.
 *
 * @param type         name of the store's implementation, as its provider calls itself
 * @param root         the folder that is served; a relative one starts at the working directory
 * @param maxOpenFiles files that may be open at the same time for all doors together
 */
public record StoreConfig(String type, String root, int maxOpenFiles) {
    static StoreConfig from(Section section) {
        return new StoreConfig(
                section.requiredText("type", "local"),
                section.requiredText("root", "./files"),
                section.integer("maxOpenFiles", 4096, 1, 1_000_000));
    }

    /** The section with every key, as in the configuration tree. */
    public JsonObject toJson() {
        return new JsonObject().put("type", type).put("root", root).put("maxOpenFiles", maxOpenFiles);
    }
}
