package io.chunkgate.cluster;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;

/**
 * A node, as its heartbeat describes it.
 *
 * @param id        new at each start
 * @param name      the configured name, which survives restarts, or the id
 * @param since     the time when it started
 * @param listeners the open ones
 */
record Node(String id, String name, Instant since, List<ListenerAddress> listeners) {
    Node {
        listeners = List.copyOf(listeners);
    }

    JsonObject toJson() {
        JsonArray addresses = new JsonArray();
        listeners.forEach(listener -> addresses.add(listener.toJson()));
        return new JsonObject()
                .put("id", id)
                .put("name", name)
                .put("since", since.toString())
                .put("listeners", addresses);
    }

    static Node from(JsonObject json) {
        List<ListenerAddress> listeners = json.getJsonArray("listeners").stream()
                .map(listener -> ListenerAddress.from((JsonObject) listener))
                .toList();
        return new Node(
                json.getString("id"), json.getString("name"), Instant.parse(json.getString("since")), listeners);
    }
}
