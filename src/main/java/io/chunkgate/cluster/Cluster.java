package io.chunkgate.cluster;

import io.chunkgate.config.GatewayConfig;
import io.chunkgate.store.FileName;
import io.chunkgate.store.FileStore;
import io.chunkgate.transfer.Transfers;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/** This node's part in a cluster. Safe for any thread. */
public final class Cluster {
    /** The header of a gRPC call that another node sends: it is answered from {@link #own} alone, so that none goes round. */
    public static final String FORWARDED_HEADER = "chunkgate-forwarded";

    private static final int ID_CHARACTERS = 8;

    private final GatewayConfig config;
    private final Supplier<List<DoorAddress>> doors;
    private final String id = UUID.randomUUID().toString().substring(0, ID_CHARACTERS);
    private final Instant since = Instant.now();
    private final OwnStore own;
    private final Running running;
    private final Members members;
    private final Answering answering;
    private final Peers peers;
    private final Asking asking;
    private final Locating locating;

    private Cluster(Vertx vertx, GatewayConfig config, FileStore store, Supplier<List<DoorAddress>> doors) {
        this.config = config;
        this.doors = doors;
        this.own = new OwnStore(vertx, store);
        this.running = new Running(Transfers.of(vertx));
        this.members = new Members(
                vertx, this::self, Duration.ofMillis(config.cluster().absenceMs()));
        this.answering = new Answering(vertx, own, running);
        this.peers = new Peers(vertx, config);
        this.asking = new Asking(vertx, members, config.cluster().sharedStore());
        this.locating = new Locating(vertx, asking, peers);
    }

    /**
     * Joins the cluster that the event bus reaches. To be called outside of a verticle, whose end would end this as well.
     *
     * @param store this node's, closed with {@link #store}
     * @param doors where they listen by now
     */
    public static Future<Cluster> join(
            Vertx vertx, GatewayConfig config, FileStore store, Supplier<List<DoorAddress>> doors) {
        Cluster cluster = new Cluster(vertx, config, store, doors);
        return cluster.answering
                .begin(cluster.id)
                .compose(listening -> cluster.members.join())
                .map(cluster);
    }

    /** The store of all nodes; closing it closes this node's. */
    public FileStore store() {
        return config.cluster().sharedStore() ? new CommonStore(own, locating) : new FederatedStore(own, locating);
    }

    /** The store of this node alone. */
    public FileStore own() {
        return own;
    }

    /** This node. */
    public Node self() {
        String name = config.cluster().nodeName();
        return new Node(id, name.isEmpty() ? id : name, since, doors.get());
    }

    /** The HTTP door of a node that has a file which this one has not. */
    public Future<Optional<DoorAddress>> httpDoorOfHolder(FileName name) {
        return locating.file(name)
                .map(findings -> findings.first().flatMap(found -> found.node().door("http")));
    }

    /** The nodes, their doors, and what runs on them now. */
    public Future<JsonObject> describe() {
        return asking.askAll(Question.TRANSFERS, new JsonObject(), answer -> answer)
                .map(this::describe);
    }

    private JsonObject describe(Findings<JsonObject> findings) {
        JsonArray nodes = new JsonArray().add(self().toJson().mergeIn(running.toJson()));
        for (Node node : members.others()) {
            JsonObject shown = node.toJson();
            findings.found().stream()
                    .filter(found -> found.node().id().equals(node.id()))
                    .forEach(found -> shown.mergeIn(found.value()));
            nodes.add(shown);
        }
        JsonArray absent = new JsonArray();
        members.absent()
                .forEach(node -> absent.add(new JsonObject()
                        .put("name", node.name())
                        .put("since", node.since().toString())));
        return new JsonObject().put("self", id).put("nodes", nodes).put("absent", absent);
    }

    /** Says goodbye, and ends what runs to other nodes. Never fails. */
    public Future<?> leave() {
        return members.leave()
                .transform(left -> answering.end())
                .transform(ended -> peers.close())
                .otherwiseEmpty();
    }
}
