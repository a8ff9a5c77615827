package io.chunkgate.store.s3;

import io.vertx.core.json.JsonObject;

/**
 * What became of a commit.
 *
 * @param published false when its condition did not hold
 */
record Outcome(boolean published) {
    JsonObject toJson() {
        return new JsonObject().put("published", published);
    }

    static Outcome of(JsonObject json) {
        return new Outcome(json.getBoolean("published"));
    }
}
