package io.chunkgate.cluster;

import io.chunkgate.cluster.UploadHints.Kind;
import io.chunkgate.store.UploadId;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;

/** Sends false hints and invalid messages, as any process on the event bus can. */
final class FalseHints {
    private FalseHints() {}

    static void send(Vertx vertx, UploadId upload) {
        for (Kind kind : Kind.values()) {
            vertx.eventBus().publish(UploadHints.ADDRESS, UploadHints.hint("unknown", kind, upload));
            vertx.eventBus().publish(UploadHints.ADDRESS, UploadHints.hint("unknown", kind, UploadId.random()));
        }
        vertx.eventBus().publish(UploadHints.ADDRESS, new JsonObject());
        vertx.eventBus()
                .publish(
                        UploadHints.ADDRESS,
                        new JsonObject().put("kind", "OTHER").put("upload", "x"));
        vertx.eventBus().publish(UploadHints.ADDRESS, "text");
    }
}
