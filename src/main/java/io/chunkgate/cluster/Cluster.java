package io.chunkgate.cluster;

import io.chunkgate.config.GatewayConfig;
import io.chunkgate.store.FileStore;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** This node as a member of a cluster. Safe for any thread. */
public final class Cluster {
    private static final int ID_CHARACTERS = 8;
    /** How long a joining node waits for the announcements of the others. */
    private static final long JOIN_MILLIS = 500;
    /** The cluster manager may wait for a node that left at the same time; it forgets a node's consumers in any case. */
    private static final long LEAVE_MILLIS = 500;

    private final String name;
    private final Supplier<List<ListenerAddress>> listeners;
    private final String id = UUID.randomUUID().toString().substring(0, ID_CHARACTERS);
    private final Instant since = Instant.now();
    private final Membership membership;
    private final UploadHints hints;
    private final NodeRequests requests;
    private final SharedBackendStore store;

    private Cluster(Vertx vertx, GatewayConfig config, FileStore store, Supplier<List<ListenerAddress>> listeners) {
        this.name =
                config.cluster().nodeName().isEmpty() ? id : config.cluster().nodeName();
        this.listeners = listeners;
        this.membership = new Membership(
                vertx,
                this::self,
                Registrations.of(vertx, List.of(NodeRequests.ADDRESS + id, UploadHints.ADDRESS, Membership.ADDRESS)));
        this.hints = new UploadHints(vertx, id, membership);
        this.requests = new NodeRequests(vertx, id, membership);
        this.store = new SharedBackendStore(vertx, store, membership, hints, requests);
    }

    /**
     * Joins the cluster that the event bus connects. Call outside of a verticle, since undeploying it would end the membership.
     *
     * @param store     shared by all nodes; closed with {@link #store}
     * @param listeners returns the open listeners
     */
    public static Future<Cluster> join(
            Vertx vertx, GatewayConfig config, FileStore store, Supplier<List<ListenerAddress>> listeners) {
        return join(vertx, config, store, listeners, JOIN_MILLIS);
    }

    /** As {@link #join(Vertx, GatewayConfig, FileStore, Supplier)}, with another time to wait for the other nodes. */
    static Future<Cluster> join(
            Vertx vertx,
            GatewayConfig config,
            FileStore store,
            Supplier<List<ListenerAddress>> listeners,
            long joinMillis) {
        Cluster cluster = new Cluster(vertx, config, store, listeners);
        return cluster.requests
                .listen(cluster.store::sync)
                .compose(listening -> cluster.hints.listen(cluster.store::receive))
                .compose(listening -> cluster.membership.join(joinMillis))
                .map(cluster);
    }

    /** Returns the shared store, with hints to the other nodes. */
    public FileStore store() {
        return store;
    }

    /** Returns the nodes, their listeners and their running transfers. */
    public Future<JsonObject> describe() {
        return requests.transfers().map(this::describe);
    }

    private JsonObject describe(Map<String, JsonObject> transfers) {
        JsonArray nodes = new JsonArray().add(self().toJson().mergeIn(requests.ownTransfers()));
        membership
                .others()
                .forEach(node -> nodes.add(node.toJson().mergeIn(transfers.getOrDefault(node.id(), new JsonObject()))));
        JsonArray departed = new JsonArray();
        membership.departed().forEach(node -> departed.add(node.toJson()));
        return new JsonObject().put("self", id).put("nodes", nodes).put("departed", departed);
    }

    /** Announces that this node leaves. Never fails. */
    public Future<?> leave() {
        return Future.join(membership.leave(), hints.close(), requests.close())
                .timeout(LEAVE_MILLIS, TimeUnit.MILLISECONDS)
                .otherwiseEmpty();
    }

    private Node self() {
        return new Node(id, name, since, listeners.get());
    }
}
