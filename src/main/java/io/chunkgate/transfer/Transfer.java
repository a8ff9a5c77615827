package io.chunkgate.transfer;

import io.chunkgate.io.MemoryBudget;
import io.chunkgate.store.FileName;
import io.chunkgate.store.UploadId;
import io.chunkgate.transfer.rate.RateLimiter;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** One running transfer, as people and programs may watch it. Written by its own event loop, read by any thread. */
public final class Transfer {
    private final Transfers registry;
    private final long id;
    private final ClientId clientId;
    private final RequestInfo requestInfo;
    private final Direction direction;
    private final FileName name;
    private final TransferLimits.Allowance allowance;
    private final Instant startedAt = Instant.now();
    private final long startedNanos = System.nanoTime();
    private final AtomicBoolean over = new AtomicBoolean();
    private volatile @Nullable UploadId upload;
    private volatile @Nullable TransferRange transferRange;
    private final AtomicLong byteCount = new AtomicLong();
    private volatile LongSupplier progress = () -> 0;
    private final LongAdder traffic;

    Transfer(
            Transfers registry,
            long id,
            ClientId clientId,
            RequestInfo requestInfo,
            Direction direction,
            FileName name,
            TransferLimits.Allowance allowance) {
        this.registry = registry;
        this.id = id;
        this.clientId = clientId;
        this.requestInfo = requestInfo;
        this.direction = direction;
        this.name = name;
        this.allowance = allowance;
        this.traffic = registry.traffic().on(clientId, direction);
    }

    /** Unique among the transfers of one Vert.x, from 1. */
    public long id() {
        return id;
    }

    /** The client, and the door that it came through. */
    public ClientId clientId() {
        return clientId;
    }

    /** What the client says of itself. */
    public RequestInfo requestInfo() {
        return requestInfo;
    }

    public Direction direction() {
        return direction;
    }

    public FileName name() {
        return name;
    }

    public Instant startedAt() {
        return startedAt;
    }

    /** Bytes that the socket took (download) or the store holds (upload), so far. */
    public long byteCount() {
        return Math.max(byteCount.get(), progress.getAsLong());
    }

    /** How long it has run. */
    public Duration age() {
        return Duration.ofNanos(System.nanoTime() - startedNanos);
    }

    /** Bytes a second, on average since the start. */
    public double rate() {
        long nanos = Math.max(1, age().toNanos());
        return byteCount() * (double) Duration.ofSeconds(1).toNanos() / nanos;
    }

    /** The upload that is written, or followed, once it is open. */
    public Optional<UploadId> upload() {
        return Optional.ofNullable(upload);
    }

    /** Which bytes it is about, once the file or upload is open. */
    public Optional<TransferRange> transferRange() {
        return Optional.ofNullable(transferRange);
    }

    public void concerns(UploadId opened) {
        upload = opened;
    }

    public void covers(TransferRange bytes) {
        transferRange = bytes;
    }

    /** How fast its bytes may go. */
    public RateLimiter limiter() {
        return allowance.limiter();
    }

    /** Whether rates of the operator may make its client wait. */
    public boolean isPaced() {
        return !limiter().isFree();
    }

    public Vertx vertx() {
        return registry.vertx();
    }

    /** Memory for its blocks, to be closed by whoever reads them. */
    public MemoryBudget.Share openMemoryShare() {
        return registry.memory().open();
    }

    /**
     * Has bytes of a large piece seen while it is under way, ahead of {@link #advanced} for the whole piece.
     *
     * @param sofar bytes since the transfer began; asked by any thread
     */
    public void progressIs(LongSupplier sofar) {
        progress = sofar;
    }

    public void advanced(long count) {
        byteCount.addAndGet(count);
        traffic.add(count);
    }

    /** Takes the transfer out of the registry, with the bytes of a piece that was cut. Further calls do nothing. */
    public void end(TransferOutcome outcome) {
        if (over.compareAndSet(false, true)) {
            advanced(byteCount() - byteCount.get());
            allowance.close();
            registry.ended(this, outcome);
        }
    }
}
