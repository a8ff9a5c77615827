package io.chunkgate.server.net;

import io.chunkgate.config.LimitsConfig;
import io.chunkgate.transfer.Rejections;
import io.vertx.core.Vertx;
import io.vertx.core.shareddata.LocalMap;
import io.vertx.core.shareddata.Shareable;
import java.net.SocketAddress;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Counts the open connections of one listener over all its instances. Safe for any thread. */
public final class ConnectionLimit implements Shareable {
    private final Listener listener;
    private final Rejections rejections;
    private final AtomicInteger open = new AtomicInteger();
    private final Map<String, Integer> byAddress = new ConcurrentHashMap<>();

    private ConnectionLimit(Listener listener, Rejections rejections) {
        this.listener = listener;
        this.rejections = rejections;
    }

    /** Returns the count that all instances in one Vert.x share. */
    public static ConnectionLimit of(Vertx vertx, Listener listener) {
        LocalMap<String, ConnectionLimit> shared = vertx.sharedData().getLocalMap("chunkgate.connections");
        return shared.computeIfAbsent(listener.label(), key -> new ConnectionLimit(listener, Rejections.of(vertx)));
    }

    /**
     * Counts a new connection, or counts a rejection when there are too many in all or from its address.
     *
     * @return an action to run once, when the connection is closed; empty for a connection that is refused
     */
    public Optional<Runnable> enter(@Nullable SocketAddress remote, LimitsConfig limits) {
        Optional<Runnable> total = enterTotal(remote, limits);
        if (total.isEmpty()) {
            return total;
        }
        Optional<Runnable> ofAddress = enterAddress(remote, limits);
        Runnable leaveTotal = total.get();
        if (ofAddress.isEmpty()) {
            leaveTotal.run();
        }
        return ofAddress.map(leaveAddress -> () -> {
            leaveAddress.run();
            leaveTotal.run();
        });
    }

    /** As {@link #enter}, for a connection of a proxy, which has many clients: its address is not counted. */
    Optional<Runnable> enterTotal(@Nullable SocketAddress remote, LimitsConfig limits) {
        if (open.incrementAndGet() > limits.maxConnections()) {
            open.decrementAndGet();
            return refused(remote, "too many connections");
        }
        return Optional.of(open::decrementAndGet);
    }

    /** As {@link #enter}, for a connection that is counted already, but not its address. */
    Optional<Runnable> enterAddress(@Nullable SocketAddress remote, LimitsConfig limits) {
        String address = ClientAddress.of(remote);
        int ofAddress = byAddress.merge(address, 1, Integer::sum);
        if (limits.maxConnectionsPerAddress() > 0 && ofAddress > limits.maxConnectionsPerAddress()) {
            leave(address);
            return refused(remote, "too many connections of " + address);
        }
        return Optional.of(() -> leave(address));
    }

    /** Returns the number of open connections. */
    public int count() {
        return open.get();
    }

    private void leave(String address) {
        byAddress.computeIfPresent(address, (key, count) -> count == 1 ? null : count - 1);
    }

    private Optional<Runnable> refused(@Nullable SocketAddress remote, String detail) {
        rejections.connection(listener.label(), Rejections.Reason.CONNECTION_LIMIT, ClientAddress.peer(remote), detail);
        return Optional.empty();
    }
}
