package io.chunkgate.cluster;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A node as it announces itself.
 *
 * @param id    new at each start
 * @param name  the same after a restart, where one is configured
 * @param since when it started
 * @param doors those that are open
 */
public record Node(String id, String name, Instant since, List<DoorAddress> doors) {
    public Node {
        doors = List.copyOf(doors);
    }

    /** Where it speaks gRPC: on the door for it, else on the HTTP door. */
    Optional<DoorAddress> grpc() {
        return door("grpc").or(() -> door("http"));
    }

    /** The address of a door, if it is open. */
    public Optional<DoorAddress> door(String label) {
        return doors.stream().filter(door -> door.door().equals(label)).findFirst();
    }

    JsonObject toJson() {
        JsonArray addresses = new JsonArray();
        doors.forEach(door -> addresses.add(door.toJson()));
        return new JsonObject()
                .put("id", id)
                .put("name", name)
                .put("since", since.toString())
                .put("doors", addresses);
    }

    static Node from(JsonObject json) {
        List<DoorAddress> doors = json.getJsonArray("doors").stream()
                .map(door -> DoorAddress.from((JsonObject) door))
                .toList();
        return new Node(json.getString("id"), json.getString("name"), Instant.parse(json.getString("since")), doors);
    }
}
