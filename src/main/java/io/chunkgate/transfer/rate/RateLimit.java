package io.chunkgate.transfer.rate;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/**
 * A rate in bytes per second, for one transfer or shared by several. Each reservation gets the time slot after the previous
 * one. Timers fire late, so a delay of up to {@value #CATCH_UP_MILLIS} ms may be made up for. Safe for any thread.
 */
public final class RateLimit {
    private static final long NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long CATCH_UP_MILLIS = 100;
    private static final long CATCH_UP_NANOS = TimeUnit.MILLISECONDS.toNanos(CATCH_UP_MILLIS);
    /** A part takes 50 ms, so that bytes arrive evenly, within sizes that are worth a write. */
    private static final int PARTS_PER_SECOND = 20;

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

    /** Adds a transfer that shares the rate. */
    void addUser() {
        users.incrementAndGet();
    }

    void removeUser() {
        users.decrementAndGet();
    }

    /** Returns the count of bytes that a transfer is to move at a time. */
    int partBytes() {
        long bytes = bytesPerSecond / PARTS_PER_SECOND / Math.max(1, users.get());
        return (int) Math.max(MIN_PART_BYTES, Math.min(bytes, MAX_PART_BYTES));
    }

    /** Reserves the time that so many bytes need; returns the nanoseconds until it begins, 0 or less for now. */
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
