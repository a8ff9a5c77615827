package io.chunkgate.cluster;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The other nodes of the cluster. Each node publishes a heartbeat every second; a node has departed when its heartbeats stop for
 * some seconds, or when it announces that it leaves. The list may be outdated: it is only shown, and used to address requests.
 * Safe for any thread.
 */
final class Membership {
    private static final Logger LOG = LoggerFactory.getLogger(Membership.class);

    private static final long HEARTBEAT_MILLIS = 1000;
    private static final Duration HEARTBEAT_TIMEOUT = Duration.ofMillis(4 * HEARTBEAT_MILLIS);
    /** How often a node checks that the cluster knows its consumers, while it hears nothing of a member. */
    private static final int CHECK_HEARTBEATS = 2;
    /** How long a departed node is listed. */
    private static final Duration DEPARTED_SHOWN = Duration.ofMinutes(1);

    /** Bounds what false announcements can make a node remember and request. */
    private static final int MAX_NODES = 100;

    static final String ADDRESS = "chunkgate.cluster.nodes";
    private static final String LEAVING = "leaving";

    private record Present(Node node, Instant lastHeartbeat) {}

    /** @param since when the departure was noticed */
    record DepartedNode(String name, Instant since) {
        JsonObject toJson() {
            return new JsonObject().put("name", name).put("since", since.toString());
        }
    }

    private final Vertx vertx;
    private final Supplier<Node> self;
    private final Map<String, Present> present = new ConcurrentHashMap<>();
    private final Map<String, DepartedNode> departed = new ConcurrentHashMap<>();
    private final MessageConsumer<JsonObject> consumer;
    private final Optional<Registrations> registrations;
    private int heartbeats;
    private long timer;

    /** @param registrations of this node, none without a cluster manager */
    Membership(Vertx vertx, Supplier<Node> self, Optional<Registrations> registrations) {
        this.vertx = vertx;
        this.self = self;
        this.registrations = registrations;
        this.consumer = vertx.eventBus().consumer(ADDRESS);
    }

    /**
     * Succeeds when the other nodes had time to announce themselves.
     *
     * @param joinMillis this time
     */
    Future<?> join(long joinMillis) {
        return consumer.handler(this::receive).completion().compose(registered -> {
            publish(false);
            timer = vertx.setPeriodic(HEARTBEAT_MILLIS, tick -> heartbeat());
            return vertx.timer(joinMillis, TimeUnit.MILLISECONDS);
        });
    }

    Future<?> leave() {
        vertx.cancelTimer(timer);
        publish(true);
        return consumer.unregister();
    }

    /** Returns the other nodes, ordered by name. */
    List<Node> others() {
        return present.values().stream()
                .map(Present::node)
                .sorted(Comparator.comparing(Node::name).thenComparing(Node::id))
                .toList();
    }

    boolean isAlone() {
        return present.isEmpty();
    }

    /** Returns the nodes that departed during the last minute. */
    List<DepartedNode> departed() {
        Instant oldest = Instant.now().minus(DEPARTED_SHOWN);
        departed.values().removeIf(node -> node.since().isBefore(oldest));
        return List.copyOf(departed.values());
    }

    private void heartbeat() {
        publish(false);
        Instant oldest = Instant.now().minus(HEARTBEAT_TIMEOUT);
        present.values().stream()
                .filter(other -> other.lastHeartbeat().isBefore(oldest))
                .forEach(other -> depart(other.node()));
        if (++heartbeats % CHECK_HEARTBEATS == 0) {
            registrations
                    .filter(own -> own.nodeCount() - 1 > present.size())
                    .ifPresent(Registrations::restoreIfMissing);
        }
    }

    private void publish(boolean leaving) {
        vertx.eventBus().publish(ADDRESS, self.get().toJson().put(LEAVING, leaving));
    }

    private void receive(Message<JsonObject> message) {
        try {
            Node node = Node.from(message.body());
            if (node.id().equals(self.get().id())) {
                return;
            }
            if (message.body().getBoolean(LEAVING, false)) {
                depart(node);
            } else {
                add(node);
            }
        } catch (RuntimeException e) {
            LOG.debug("Ignored an invalid announcement", e);
        }
    }

    private void add(Node node) {
        if (present.size() >= MAX_NODES && !present.containsKey(node.id())) {
            return;
        }
        departed.remove(node.name());
        if (present.put(node.id(), new Present(node, Instant.now())) == null) {
            publish(false);
        }
    }

    private void depart(Node node) {
        if (present.remove(node.id()) != null && departed.size() < MAX_NODES) {
            departed.put(node.name(), new DepartedNode(node.name(), Instant.now()));
        }
    }
}
