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
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Which other nodes are in the cluster. Each node publishes itself every second; a node that was silent for some seconds, or
 * said that it leaves, has departed. The list may be wrong at any time: it is for people, and says where requests are sent.
 * Safe for any thread.
 */
final class Membership {
    private static final long HEARTBEAT_MILLIS = 1000;
    private static final Duration SILENCE = Duration.ofMillis(4 * HEARTBEAT_MILLIS);
    /** How long a departed node is shown. */
    private static final Duration DEPARTED = Duration.ofMinutes(1);

    private static final String ADDRESS = "chunkgate.cluster.nodes";
    private static final String LEAVING = "leaving";

    private record Present(Node node, Instant heardAt) {}

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
    private @Nullable MessageConsumer<JsonObject> consumer;
    private long timer;

    Membership(Vertx vertx, Supplier<Node> self) {
        this.vertx = vertx;
        this.self = self;
    }

    /**
     * Succeeds when the other nodes had the time to answer.
     *
     * @param greetingMillis how long that is
     */
    Future<?> join(long greetingMillis) {
        MessageConsumer<JsonObject> heartbeats = vertx.eventBus().consumer(ADDRESS, this::receive);
        consumer = heartbeats;
        return heartbeats.completion().compose(registered -> {
            publish(false);
            timer = vertx.setPeriodic(HEARTBEAT_MILLIS, tick -> heartbeat());
            return vertx.timer(greetingMillis, TimeUnit.MILLISECONDS);
        });
    }

    Future<?> leave() {
        vertx.cancelTimer(timer);
        publish(true);
        MessageConsumer<JsonObject> heartbeats = consumer;
        return heartbeats == null ? Future.succeededFuture() : heartbeats.unregister();
    }

    /** The other nodes, in the order of their names. */
    List<Node> others() {
        return present.values().stream()
                .map(Present::node)
                .sorted(Comparator.comparing(Node::name).thenComparing(Node::id))
                .toList();
    }

    boolean isAlone() {
        return present.isEmpty();
    }

    /** The nodes that departed during the last minute. */
    List<DepartedNode> departed() {
        Instant oldest = Instant.now().minus(DEPARTED);
        departed.values().removeIf(node -> node.since().isBefore(oldest));
        return List.copyOf(departed.values());
    }

    private void heartbeat() {
        publish(false);
        Instant oldest = Instant.now().minus(SILENCE);
        present.values().stream()
                .filter(other -> other.heardAt().isBefore(oldest))
                .forEach(other -> depart(other.node()));
    }

    private void publish(boolean leaving) {
        vertx.eventBus().publish(ADDRESS, self.get().toJson().put(LEAVING, leaving));
    }

    private void receive(Message<JsonObject> message) {
        Node node = Node.from(message.body());
        if (node.id().equals(self.get().id())) {
            return;
        }
        if (message.body().getBoolean(LEAVING, false)) {
            depart(node);
            return;
        }
        departed.remove(node.name());
        if (present.put(node.id(), new Present(node, Instant.now())) == null) {
            publish(false);
        }
    }

    private void depart(Node node) {
        if (present.remove(node.id()) != null) {
            departed.put(node.name(), new DepartedNode(node.name(), Instant.now()));
        }
    }
}
