package io.chunkgate.store.s3.object;

import io.vertx.core.json.JsonObject;

/**
 * The result of a commit.
 *
 * @param published false when the condition was not met
 */
public record CommitResult(boolean published) {
    public JsonObject toJson() {
        return new JsonObject().put("published", published);
    }

    public static CommitResult of(JsonObject json) {
        return new CommitResult(json.getBoolean("published"));
    }
}
