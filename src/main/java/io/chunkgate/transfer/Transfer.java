package io.chunkgate.transfer;

import io.chunkgate.store.FileName;
import io.chunkgate.store.UploadId;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** One running transfer, as people and programs may watch it. Written by its own event loop, read by any thread. */
public final class Transfer {
    private final Transfers registry;
    private final long id;
    private final String door;
    private final Direction direction;
    private final FileName name;
    private final String peer;
    private final Instant startedAt = Instant.now();
    private final long startedNanos = System.nanoTime();
    private volatile @Nullable UploadId upload;
    private final AtomicLong byteCount = new AtomicLong();

    Transfer(Transfers registry, long id, String door, Direction direction, FileName name, String peer) {
        this.registry = registry;
        this.id = id;
        this.door = door;
        this.direction = direction;
        this.name = name;
        this.peer = peer;
    }

    /** Unique among the transfers of one Vert.x, from 1. */
    public long id() {
        return id;
    }

    /** {@code http}, {@code grpc} or {@code tcp}. */
    public String door() {
        return door;
    }

    public Direction direction() {
        return direction;
    }

    public FileName name() {
        return name;
    }

    /** The client's address as {@code host:port}. */
    public String peer() {
        return peer;
    }

    public Instant startedAt() {
        return startedAt;
    }

    /** Bytes that the socket took (download) or the store holds (upload), so far. */
    public long byteCount() {
        return byteCount.get();
    }

    /** Bytes a second, on average since the start. */
    public double rate() {
        long nanos = Math.max(1, System.nanoTime() - startedNanos);
        return byteCount() * (double) Duration.ofSeconds(1).toNanos() / nanos;
    }

    /** The upload that is written, or followed, once it is open. */
    public Optional<UploadId> upload() {
        return Optional.ofNullable(upload);
    }

    void concerns(UploadId opened) {
        upload = opened;
    }

    Vertx vertx() {
        return registry.vertx();
    }

    /** Memory for its blocks, to be closed by whoever reads them. */
    MemoryBudget.Share openMemoryShare() {
        return registry.memory().open();
    }

    void advanced(long count) {
        byteCount.addAndGet(count);
    }

    /** Takes the transfer out of the registry. Further calls do nothing. */
    void end() {
        registry.remove(this);
    }
}
