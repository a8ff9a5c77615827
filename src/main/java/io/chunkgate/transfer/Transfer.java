package io.chunkgate.transfer;

import io.chunkgate.io.MemoryBudget;
import io.chunkgate.io.internal.VertxInternals;
import io.chunkgate.store.FileName;
import io.chunkgate.store.StoreException;
import io.chunkgate.store.UploadId;
import io.chunkgate.transfer.rate.RateLimiter;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** A running transfer, as the registry shows it. Written by its own event loop, read by any thread. */
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
    private final AtomicBoolean ended = new AtomicBoolean();
    private volatile @Nullable UploadId upload;
    private volatile @Nullable TransferRange transferRange;
    private final AtomicLong byteCount = new AtomicLong();
    private volatile LongSupplier progress = () -> 0;
    private final Promise<StoreException> cancelled = VertxInternals.promise();
    private final Promise<Void> over = VertxInternals.promise();
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
        this.traffic = registry.traffic().counter(clientId, direction);
    }

    /** Returns a number that is unique among the transfers of one Vert.x, from 1. */
    public long id() {
        return id;
    }

    public ClientId clientId() {
        return clientId;
    }

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

    /** Returns the count of bytes that the socket took (download) or the store holds (upload) so far. */
    public long byteCount() {
        return Math.max(byteCount.get(), progress.getAsLong());
    }

    public Duration age() {
        return Duration.ofNanos(System.nanoTime() - startedNanos);
    }

    /** Returns the average of bytes per second since the start. */
    public double rate() {
        long nanos = Math.max(1, age().toNanos());
        return byteCount() * (double) Duration.ofSeconds(1).toNanos() / nanos;
    }

    /** Returns the upload that is written or followed, once it is open. */
    public Optional<UploadId> upload() {
        return Optional.ofNullable(upload);
    }

    /** Returns the range of bytes, once the file or upload is open. */
    public Optional<TransferRange> transferRange() {
        return Optional.ofNullable(transferRange);
    }

    public void setUpload(UploadId upload) {
        this.upload = upload;
    }

    public void setTransferRange(TransferRange range) {
        transferRange = range;
    }

    public RateLimiter limiter() {
        return allowance.limiter();
    }

    /** Whether a configured rate limit applies. */
    public boolean isRateLimited() {
        return !limiter().isUnlimited();
    }

    public Vertx vertx() {
        return registry.vertx();
    }

    /**
     * Returns memory for its chunks; closed by the caller.
     *
     * @param allowance bytes that can be reserved even when the budget is exhausted
     */
    public MemoryBudget.Share openMemoryShare(long allowance) {
        return registry.memory().open(allowance);
    }

    /**
     * Lets {@link #byteCount} include bytes of a block that is not sent completely yet, before {@link #addBytes} counts it.
     *
     * @param source returns the count of bytes since the transfer began; called by any thread
     */
    public void setProgressSource(LongSupplier source) {
        progress = source;
    }

    /** Counts bytes that were transferred. */
    public void addBytes(long count) {
        byteCount.addAndGet(count);
        traffic.add(count);
    }

    /** Ends the transfer before its time, on the context that began it. Does nothing when it has ended. */
    public void cancel(StoreException reason) {
        cancelled.tryComplete(reason);
    }

    /** Completes when the transfer is to end before its time; the download or upload that has it then ends it. */
    public Future<StoreException> cancelled() {
        return cancelled.future();
    }

    /** Completes when the transfer has ended. */
    public Future<Void> over() {
        return over.future();
    }

    /** Removes the transfer from the registry and counts the bytes of an incomplete block. Further calls do nothing. */
    public void end(TransferOutcome outcome) {
        if (ended.compareAndSet(false, true)) {
            addBytes(byteCount() - byteCount.get());
            allowance.close();
            registry.remove(this, outcome);
            over.complete();
        }
    }
}
