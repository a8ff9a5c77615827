package io.chunkgate.cluster;

import io.chunkgate.cluster.UploadHints.Kind;
import io.chunkgate.store.UploadId;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;

/** Hints that are not true, and messages that are none, as any process that reaches the event bus can send them. */
final class FalseHints {
    private FalseHints() {}

    static void send(Vertx vertx, UploadId upload) {
        for (Kind kind : Kind.values()) {
            vertx.eventBus().publish(UploadHints.ADDRESS, UploadHints.hint("a stranger", kind, upload));
            vertx.eventBus().publish(UploadHints.ADDRESS, UploadHints.hint("a stranger", kind, UploadId.random()));
        }
        vertx.eventBus().publish(UploadHints.ADDRESS, new JsonObject());
        vertx.eventBus()
                .publish(
                        UploadHints.ADDRESS,
                        new JsonObject().put("kind", "OTHER").put("upload", "x"));
        vertx.eventBus().publish(UploadHints.ADDRESS, "text");
    }
}
