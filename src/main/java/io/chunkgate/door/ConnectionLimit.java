package io.chunkgate.door;

import io.chunkgate.config.LimitsConfig;
import io.vertx.core.Vertx;
import io.vertx.core.shareddata.LocalMap;
import io.vertx.core.shareddata.Shareable;
import java.net.SocketAddress;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Counts the connections of one listener, all instances of its door together. Safe for any thread. */
public final class ConnectionLimit implements Shareable {
    private final Listener listener;
    private final Refusals refusals;
    private final AtomicInteger open = new AtomicInteger();
    private final Map<String, Integer> byAddress = new ConcurrentHashMap<>();

    private ConnectionLimit(Listener listener, Refusals refusals) {
        this.listener = listener;
        this.refusals = refusals;
    }

    /** The count that all instances in one Vert.x share. */
    public static ConnectionLimit of(Vertx vertx, Listener listener) {
        LocalMap<String, ConnectionLimit> shared = vertx.sharedData().getLocalMap("chunkgate.connections");
        return shared.computeIfAbsent(listener.label(), key -> new ConnectionLimit(listener, Refusals.of(vertx)));
    }

    /**
     * Counts a new connection, unless there are too many, of all or of its address; then the refusal is counted.
     *
     * @return what is to be run once, when the connection is closed; empty for one that is refused
     */
    public Optional<Runnable> enter(@Nullable SocketAddress remote, LimitsConfig limits) {
        if (open.incrementAndGet() > limits.maxConnections()) {
            open.decrementAndGet();
            return refused(Refusals.Reason.CONNECTIONS);
        }
        String address = ClientAddress.of(remote);
        int ofAddress = byAddress.merge(address, 1, Integer::sum);
        if (limits.maxConnectionsPerAddress() > 0 && ofAddress > limits.maxConnectionsPerAddress()) {
            leave(address);
            return refused(Refusals.Reason.CONNECTIONS_OF_ADDRESS);
        }
        return Optional.of(() -> leave(address));
    }

    private void leave(String address) {
        byAddress.computeIfPresent(address, (key, count) -> count == 1 ? null : count - 1);
        open.decrementAndGet();
    }

    private Optional<Runnable> refused(Refusals.Reason reason) {
        refusals.count(listener, reason);
        return Optional.empty();
    }
}
