package io.chunkgate.server;

import io.chunkgate.cluster.ListenerAddress;
import io.chunkgate.config.GatewayConfig;
import io.chunkgate.server.net.Listener;
import io.vertx.core.Vertx;
import io.vertx.core.shareddata.LocalMap;
import io.vertx.core.shareddata.Shareable;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** The addresses that the servers of one Vert.x listen on now. Safe for any thread. */
public final class Endpoints implements Shareable {
    private final List<Endpoint> open = new CopyOnWriteArrayList<>();

    private Endpoints() {}

    /** Returns the list that all servers of a Vert.x share. */
    public static Endpoints of(Vertx vertx) {
        LocalMap<String, Endpoints> shared = vertx.sharedData().getLocalMap("chunkgate.endpoints");
        return shared.computeIfAbsent("open", key -> new Endpoints());
    }

    /** Returns a snapshot with one entry for all instances of a listener. */
    public List<Endpoint> list() {
        return open.stream().distinct().toList();
    }

    /** Returns the address of a listener, if it is open. */
    public Optional<Endpoint> find(Listener listener) {
        return open.stream().filter(endpoint -> endpoint.listener() == listener).findFirst();
    }

    /** Returns the open listeners as {@code GET /cluster} shows them. */
    List<ListenerAddress> advertised(GatewayConfig config) {
        return list().stream()
                .map(endpoint ->
                        new ListenerAddress(endpoint.listener().label(), config.advertisedHost(), endpoint.port()))
                .toList();
    }

    void add(Endpoint endpoint) {
        open.add(endpoint);
    }

    void remove(Endpoint endpoint) {
        open.remove(endpoint);
    }
}
