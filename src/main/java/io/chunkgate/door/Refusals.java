package io.chunkgate.door;

import io.vertx.core.Vertx;
import io.vertx.core.shareddata.LocalMap;
import io.vertx.core.shareddata.Shareable;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** How often clients were turned away, and why: all doors of one Vert.x together. Safe for any thread. */
public final class Refusals implements Shareable {
    /** What a client had too much, or too little, of. */
    public enum Reason {
        /** {@code limits.maxConnections}. */
        CONNECTIONS,
        /** {@code limits.maxConnectionsPerAddress}. */
        CONNECTIONS_OF_ADDRESS,
        /** {@code limits.headTimeoutMs}. */
        SLOW_HEAD,
        /** {@code limits.maxTransfersPerPrincipal}. */
        TRANSFERS,
        /** {@code limits.maxControlFramesPerSecond}. */
        CONTROL_FRAMES
    }

    private record Place(Listener listener, Reason reason) {}

    private final Map<Place, LongAdder> counts = new ConcurrentHashMap<>();

    private Refusals() {}

    /** The counts that all doors of a Vert.x share. */
    public static Refusals of(Vertx vertx) {
        LocalMap<String, Refusals> shared = vertx.sharedData().getLocalMap("chunkgate.refusals");
        return shared.computeIfAbsent("counts", key -> new Refusals());
    }

    /** Counts one. */
    public void count(Listener listener, Reason reason) {
        counts.computeIfAbsent(new Place(listener, reason), place -> new LongAdder())
                .increment();
    }

    /** How many there were since the start. */
    public long of(Listener listener, Reason reason) {
        LongAdder count = counts.get(new Place(listener, reason));
        return count == null ? 0 : count.sum();
    }
}
