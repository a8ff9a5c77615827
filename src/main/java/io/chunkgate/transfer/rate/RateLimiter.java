package io.chunkgate.transfer.rate;

import java.util.List;
import java.util.concurrent.TimeUnit;

/** How fast one transfer may move its bytes: no faster than each of some limits, of which some are shared with others. */
public final class RateLimiter {
    /** As fast as it goes. */
    public static final RateLimiter FREE = new RateLimiter(List.of());

    private final List<RateLimit> limits;

    public RateLimiter(List<RateLimit> limits) {
        this.limits = limits;
        limits.forEach(RateLimit::enter);
    }

    public boolean isFree() {
        return limits.isEmpty();
    }

    /** How many bytes are to be moved at a time. */
    public int partBytes() {
        int bytes = Integer.MAX_VALUE;
        for (RateLimit limit : limits) {
            bytes = Math.min(bytes, limit.partBytes());
        }
        return bytes;
    }

    /** Takes the time that so many bytes need; returns how long to wait before they are moved. */
    public long delayMillis(long byteCount) {
        long nanos = 0;
        for (RateLimit limit : limits) {
            nanos = Math.max(nanos, limit.reserve(byteCount));
        }
        return TimeUnit.NANOSECONDS.toMillis(nanos + TimeUnit.MILLISECONDS.toNanos(1) - 1);
    }

    /** Nothing more is moved. To be called once. */
    public void close() {
        limits.forEach(RateLimit::leave);
    }
}
