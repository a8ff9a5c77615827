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

    /** A node that takes longer counts as silent. Nothing but a quick answer depends on it. */
    private static final long TIMEOUT_MILLIS = 2000;
    /** A message between nodes is to stay small. */
    private static final int MAX_TRANSFERS = 200;

    private static final String ADDRESS = "chunkgate.cluster.node.";
    private static final String UPLOAD = "upload";

    private final Vertx vertx;
    private final Membership membership;
    private @Nullable MessageConsumer<JsonObject> consumer;

    NodeRequests(Vertx vertx, Membership membership) {
        this.vertx = vertx;
        this.membership = membership;
    }

    /**
     * Succeeds when the other nodes can send requests.
     *
     * @param syncing stores what this node has in memory of an upload
     */
    Future<?> listen(String nodeId, Function<UploadId, Future<Void>> syncing) {
        MessageConsumer<JsonObject> requests =
                vertx.eventBus().consumer(ADDRESS + nodeId, message -> respond(message, syncing));
        consumer = requests;
        return requests.completion();
    }

    Future<?> close() {
        return consumer == null ? Future.succeededFuture() : consumer.unregister();
    }

    /** The running transfers of this node, as {@code GET /cluster} shows them. */
    JsonObject ownTransfers() {
        return TransferJson.of(Transfers.of(vertx).running(), MAX_TRANSFERS);
    }

    /** The running transfers of the other nodes by node id; a node that does not respond is missing. Never fails. */
    Future<Map<String, JsonObject>> transfers() {
        List<Node> nodes = membership.others();
        Map<String, JsonObject> found = new HashMap<>();
        List<Future<Message<JsonObject>>> responses = nodes.stream()
                .map(node ->
                        request(node, new JsonObject()).onSuccess(response -> found.put(node.id(), response.body())))
                .toList();
        return Future.join(responses).transform(done -> Future.succeededFuture(found));
    }

    /**
     * Has the node that writes an upload store what it has of it in memory, so that the store has all of it. Succeeds in any
     * case: what a node that does not respond has in memory is not stored, and was never acknowledged as durable.
     */
    Future<Void> sync(UploadId id) {
        JsonObject about = new JsonObject().put(UPLOAD, id.value());
        List<Future<Message<JsonObject>>> responses =
                membership.others().stream().map(node -> request(node, about)).toList();
        return responses.isEmpty()
                ? Future.succeededFuture()
                : Future.join(responses).transform(done -> Future.succeededFuture());
    }

    private Future<Message<JsonObject>> request(Node node, JsonObject about) {
        return vertx.eventBus()
                .request(ADDRESS + node.id(), about, new DeliveryOptions().setSendTimeout(TIMEOUT_MILLIS));
    }

    private void respond(Message<JsonObject> message, Function<UploadId, Future<Void>> syncing) {
        @Nullable String upload = message.body().getString(UPLOAD);
        if (upload == null) {
            message.reply(ownTransfers());
        } else if (!UploadId.isId(upload)) {
            LOG.debug("Ignored a request about an upload that is none");
        } else {
            syncing.apply(new UploadId(upload)).onComplete(done -> message.reply(new JsonObject()));
        }
    }
}
