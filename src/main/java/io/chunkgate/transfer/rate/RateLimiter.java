package io.chunkgate.transfer.rate;

import java.util.List;
import java.util.concurrent.TimeUnit;

/** Delays the bytes of one transfer, so that it exceeds none of its limits; a limit may be shared by several transfers. */
public final class RateLimiter {
    public static final RateLimiter UNLIMITED = new RateLimiter(List.of());

    private final List<RateLimit> limits;

    public RateLimiter(List<RateLimit> limits) {
        this.limits = limits;
        limits.forEach(RateLimit::addUser);
    }

    public boolean isUnlimited() {
        return limits.isEmpty();
    }

    /** Returns the count of bytes to move at a time. */
    public int partBytes() {
        int bytes = Integer.MAX_VALUE;
        for (RateLimit limit : limits) {
            bytes = Math.min(bytes, limit.partBytes());
        }
        return bytes;
    }

    /** Reserves the time that so many bytes need; returns the delay before they may be moved. */
    public long delayMillis(long byteCount) {
        long nanos = 0;
        for (RateLimit limit : limits) {
            nanos = Math.max(nanos, limit.reserve(byteCount));
        }
        return TimeUnit.NANOSECONDS.toMillis(nanos + TimeUnit.MILLISECONDS.toNanos(1) - 1);
    }

    /** Ends the use of the limits. Call once. */
    public void close() {
        limits.forEach(RateLimit::removeUser);
    }
}
