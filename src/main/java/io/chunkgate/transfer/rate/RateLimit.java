package io.chunkgate.transfer.rate;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/**
 * So many bytes a second for one transfer, or for many together. Each piece of bytes gets the time after those that were
 * asked for before; what came late, by timers that are never exact, may be caught up with for a moment. Safe for any thread.
 */
public final class RateLimit {
    private static final long NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long CATCH_UP_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    /** Pieces take a twentieth of a second, so that bytes come evenly, within what is worth a write. */
    private static final int PARTS_A_SECOND = 20;

    private static final int MIN_PART_BYTES = 4 * 1024;
    private static final int MAX_PART_BYTES = 1024 * 1024;

    private final long bytesPerSecond;
    private final LongSupplier nanoTime;
    private final AtomicInteger users = new AtomicInteger();
    private long next;

    /**
     * @param bytesPerSecond at least 1
     * @param nanoTime       as {@link System#nanoTime}
     */
    public RateLimit(long bytesPerSecond, LongSupplier nanoTime) {
        this.bytesPerSecond = bytesPerSecond;
        this.nanoTime = nanoTime;
        this.next = nanoTime.getAsLong();
    }

    /** One more shares it. */
    void enter() {
        users.incrementAndGet();
    }

    void leave() {
        users.decrementAndGet();
    }

    /** How many bytes are to be moved at a time. */
    int partBytes() {
        long bytes = bytesPerSecond / PARTS_A_SECOND / Math.max(1, users.get());
        return (int) Math.max(MIN_PART_BYTES, Math.min(bytes, MAX_PART_BYTES));
    }

    /** Takes the time that so many bytes need; returns the nanoseconds until it begins, 0 or less for now. */
    synchronized long reserve(long byteCount) {
        long now = nanoTime.getAsLong();
        if (next - now < -CATCH_UP_NANOS) {
            next = now - CATCH_UP_NANOS;
        }
        long wait = next - now;
        next += (long) (byteCount * (double) NANOS / bytesPerSecond);
        return wait;
    }
}
