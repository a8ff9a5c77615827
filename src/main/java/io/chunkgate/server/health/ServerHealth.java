package io.chunkgate.server.health;

import io.chunkgate.store.FileStore;
import io.chunkgate.store.StoreHealth;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Map;

/** The health of one server instance. Safe for any thread. */
public final class ServerHealth {
    private final EventLoops loops;
    private final CachedCheck store;
    private volatile boolean draining;

    /**
     * @param loops of all servers
     * @param store as {@link #of} returns it, for all servers of the store
     */
    public ServerHealth(EventLoops loops, CachedCheck store) {
        this.loops = loops;
        this.store = store;
    }

    /** Checks whether a store answers, is the right one, and can be written. */
    public static CachedCheck of(Vertx vertx, FileStore store, long timeoutMillis) {
        return new CachedCheck(
                vertx,
                () -> store.health().map(health -> report(true, health)),
                report(false, StoreHealth.ROOT_GONE),
                timeoutMillis);
    }

    private static HealthReport report(boolean isReachable, StoreHealth health) {
        return new HealthReport(Map.of())
                .with("store", isReachable)
                .with("root", health.isPresent())
                .with("writable", health.isWritable());
    }

    /** Whether the process works: if it does not, it should be restarted. Never fails. */
    public Future<HealthReport> live() {
        return loops.check();
    }

    /**
     * Whether this server should get requests. A store that can only be read is not ready, as half of the requests would fail;
     * a node that can be written may be there. Never fails.
     */
    public Future<HealthReport> ready() {
        return store.run().map(report -> report.with("accepting", !draining));
    }

    /** Not ready from now on: the server stops. */
    public void drain() {
        draining = true;
    }

    public boolean isDraining() {
        return draining;
    }
}
