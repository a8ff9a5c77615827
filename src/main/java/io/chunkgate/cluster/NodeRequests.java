package io.chunkgate.cluster;

import io.chunkgate.store.UploadId;
import io.chunkgate.transfer.TransferJson;
import io.chunkgate.transfer.Transfers;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Requests to the other nodes, and the responses of this one, over the event bus. Safe for any thread. */
final class NodeRequests {
    private static final Logger LOG = LoggerFactory.getLogger(NodeRequests.class);

    /** A node that takes longer is ignored; correctness does not depend on its response. */
    private static final long TIMEOUT_MILLIS = 2000;
    /** Bounds the size of a response. */
    private static final int MAX_TRANSFERS = 200;

    static final String ADDRESS = "chunkgate.cluster.node.";
    private static final String UPLOAD = "upload";
    private static final String COUNT = "transferCount";
    private static final String TRANSFERS = "transfers";

    private final Vertx vertx;
    private final Membership membership;
    private final MessageConsumer<JsonObject> consumer;

    NodeRequests(Vertx vertx, String nodeId, Membership membership) {
        this.vertx = vertx;
        this.membership = membership;
        this.consumer = vertx.eventBus().consumer(ADDRESS + nodeId);
    }

    /**
     * Succeeds when this node receives requests.
     *
     * @param syncing stores the bytes of an upload that this node has only in memory
     */
    Future<?> listen(Function<UploadId, Future<Void>> syncing) {
        return consumer.handler(message -> respond(message, syncing)).completion();
    }

    Future<?> close() {
        return consumer.unregister();
    }

    /** Returns the running transfers of this node, as {@code GET /cluster} shows them. */
    JsonObject ownTransfers() {
        return TransferJson.of(Transfers.of(vertx).running(), MAX_TRANSFERS);
    }

    /** Returns the running transfers of the other nodes by node id; a node that does not respond is missing. Never fails. */
    Future<Map<String, JsonObject>> transfers() {
        List<Node> nodes = membership.others();
        Map<String, JsonObject> found = new HashMap<>();
        List<Future<JsonObject>> responses = nodes.stream()
                .map(node -> request(node, new JsonObject())
                        .map(response -> transfersOf(response.body()))
                        .onSuccess(transfers -> found.put(node.id(), transfers)))
                .toList();
        return Future.join(responses).transform(done -> Future.succeededFuture(found));
    }

    /** Takes from a response what this node expects, and nothing that would replace what it knows of the other. */
    private static JsonObject transfersOf(JsonObject response) {
        return new JsonObject().put(COUNT, response.getInteger(COUNT)).put(TRANSFERS, response.getJsonArray(TRANSFERS));
    }

    /**
     * Makes the node that writes an upload store the bytes that it has only in memory. Succeeds in any case: bytes in the memory
     * of a node that does not respond were never acknowledged as durable.
     */
    Future<Void> sync(UploadId id) {
        JsonObject body = new JsonObject().put(UPLOAD, id.value());
        List<Future<Message<JsonObject>>> responses =
                membership.others().stream().map(node -> request(node, body)).toList();
        return Future.join(responses).transform(done -> Future.succeededFuture());
    }

    private Future<Message<JsonObject>> request(Node node, JsonObject body) {
        return vertx.eventBus()
                .request(ADDRESS + node.id(), body, new DeliveryOptions().setSendTimeout(TIMEOUT_MILLIS));
    }

    private void respond(Message<JsonObject> message, Function<UploadId, Future<Void>> syncing) {
        try {
            @Nullable String upload = message.body().getString(UPLOAD);
            if (upload == null) {
                message.reply(ownTransfers());
            } else {
                syncing.apply(new UploadId(upload)).onComplete(done -> message.reply(new JsonObject()));
            }
        } catch (RuntimeException e) {
            LOG.debug("Ignored an invalid request", e);
        }
    }
}
