package io.chunkgate.cluster;

import io.chunkgate.store.UploadId;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonObject;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hints between nodes about uploads: an id and a kind, published on the event bus. A node that receives a hint reads the store,
 * which alone decides. A lost hint only causes a delay, and a false one an unneeded read of the store. Safe for any thread.
 */
final class UploadHints {
    private static final Logger LOG = LoggerFactory.getLogger(UploadHints.class);

    static final String ADDRESS = "chunkgate.cluster.hints";
    private static final String FROM = "from";
    private static final String KIND = "kind";
    private static final String UPLOAD = "upload";

    /** What happened to an upload. */
    enum Kind {
        /** A node follows it, so the writer should store bytes that are only in memory, and report progress. */
        FOLLOWED,
        PROGRESS,
        /** A node took it over, or wants to. */
        CLAIMED,
        COMMITTED,
        DISCARDED
    }

    private final Vertx vertx;
    private final String nodeId;
    private final Membership membership;
    private final MessageConsumer<JsonObject> consumer;

    UploadHints(Vertx vertx, String nodeId, Membership membership) {
        this.vertx = vertx;
        this.nodeId = nodeId;
        this.membership = membership;
        this.consumer = vertx.eventBus().consumer(ADDRESS);
    }

    /** Succeeds when this node receives hints. */
    Future<?> listen(BiConsumer<Kind, UploadId> receiver) {
        return consumer.handler(message -> receive(message, receiver)).completion();
    }

    void send(Kind kind, UploadId upload) {
        if (!membership.isAlone()) {
            vertx.eventBus().publish(ADDRESS, hint(nodeId, kind, upload));
        }
    }

    static JsonObject hint(String from, Kind kind, UploadId upload) {
        return new JsonObject().put(FROM, from).put(KIND, kind.name()).put(UPLOAD, upload.value());
    }

    Future<?> close() {
        return consumer.unregister();
    }

    private void receive(Message<JsonObject> message, BiConsumer<Kind, UploadId> receiver) {
        try {
            JsonObject hint = message.body();
            if (!nodeId.equals(hint.getString(FROM))) {
                receiver.accept(Kind.valueOf(hint.getString(KIND)), new UploadId(hint.getString(UPLOAD)));
            }
        } catch (RuntimeException e) {
            LOG.debug("Ignored an invalid hint", e);
        }
    }
}
