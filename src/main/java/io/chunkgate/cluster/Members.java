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
 * Who else is in the cluster. Each node publishes itself every second; one that was not heard of for some seconds, or said
 * goodbye, is gone, and missed for a while. That may be wrong at any time: it decides whom to ask, never what is true. Safe
 * for any thread.
 */
final class Members {
    static final long BEAT_MILLIS = 1000;
    private static final Duration SILENCE = Duration.ofMillis(4 * BEAT_MILLIS);
    /** How long a node that comes waits for the others to say who they are. */
    private static final long GREETING_MILLIS = 500;

    private static final String ADDRESS = "chunkgate.cluster.nodes";
    private static final String LEAVING = "leaving";

    private record Seen(Node node, Instant at) {}

    private final Vertx vertx;
    private final Supplier<Node> self;
    private final Duration absence;
    private final Map<String, Seen> present = new ConcurrentHashMap<>();
    private final Map<String, Absent> absent = new ConcurrentHashMap<>();
    private @Nullable MessageConsumer<JsonObject> consumer;
    private long timer;

    /** @param absence how long a node that went away is missed */
    Members(Vertx vertx, Supplier<Node> self, Duration absence) {
        this.vertx = vertx;
        this.self = self;
        this.absence = absence;
    }

    /** Succeeds when the others had the time to answer. */
    Future<?> join() {
        MessageConsumer<JsonObject> beats = vertx.eventBus().consumer(ADDRESS, this::heard);
        consumer = beats;
        return beats.completion().compose(registered -> {
            publish(false);
            timer = vertx.setPeriodic(BEAT_MILLIS, tick -> beat());
            return vertx.timer(GREETING_MILLIS, TimeUnit.MILLISECONDS);
        });
    }

    Future<?> leave() {
        vertx.cancelTimer(timer);
        publish(true);
        MessageConsumer<JsonObject> beats = consumer;
        return beats == null ? Future.succeededFuture() : beats.unregister();
    }

    /** The other nodes, in the order of their names. */
    List<Node> others() {
        return present.values().stream()
                .map(Seen::node)
                .sorted(Comparator.comparing(Node::name).thenComparing(Node::id))
                .toList();
    }

    /** Those that went away lately. */
    List<Absent> absent() {
        Instant oldest = Instant.now().minus(absence);
        absent.values().removeIf(node -> node.since().isBefore(oldest));
        return List.copyOf(absent.values());
    }

    private void beat() {
        publish(false);
        Instant oldest = Instant.now().minus(SILENCE);
        present.values().stream().filter(seen -> seen.at().isBefore(oldest)).forEach(seen -> gone(seen.node()));
    }

    private void publish(boolean leaving) {
        vertx.eventBus().publish(ADDRESS, self.get().toJson().put(LEAVING, leaving));
    }

    private void heard(Message<JsonObject> message) {
        Node node = Node.from(message.body());
        if (node.id().equals(self.get().id())) {
            return;
        }
        if (message.body().getBoolean(LEAVING, false)) {
            gone(node);
            return;
        }
        absent.remove(node.name());
        if (present.put(node.id(), new Seen(node, Instant.now())) == null) {
            publish(false);
        }
    }

    private void gone(Node node) {
        if (present.remove(node.id()) != null) {
            absent.put(node.name(), new Absent(node.name(), Instant.now()));
        }
    }
}
