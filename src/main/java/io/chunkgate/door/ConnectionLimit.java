package io.chunkgate.door;

import io.vertx.core.Vertx;
import io.vertx.core.shareddata.LocalMap;
import io.vertx.core.shareddata.Shareable;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts the connections of one listener, all instances of its door together. Safe for any thread. */
public final class ConnectionLimit implements Shareable {
    private final AtomicInteger open = new AtomicInteger();

    private ConnectionLimit() {}

    /** The count that all instances in one Vert.x share. */
    public static ConnectionLimit of(Vertx vertx, Listener listener) {
        LocalMap<String, ConnectionLimit> shared = vertx.sharedData().getLocalMap("chunkgate.connections");
        return shared.computeIfAbsent(listener.label(), key -> new ConnectionLimit());
    }

    /** Counts a new connection, unless there are {@code max} already. One that was counted {@link #leave leaves} once. */
    public boolean enter(int max) {
        if (open.incrementAndGet() <= max) {
            return true;
        }
        open.decrementAndGet();
        return false;
    }

    /** Connections that are open now. */
    public int count() {
        return open.get();
    }

    public void leave() {
        open.decrementAndGet();
    }
}
