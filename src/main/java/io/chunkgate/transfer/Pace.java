package io.chunkgate.transfer;

import java.util.List;
import java.util.concurrent.TimeUnit;

/** How fast one transfer may move its bytes: no faster than each of some limits, of which some are shared with others. */
final class Pace {
    /** As fast as it goes. */
    static final Pace FREE = new Pace(List.of());

    private final List<RateLimit> limits;

    Pace(List<RateLimit> limits) {
        this.limits = limits;
        limits.forEach(RateLimit::enter);
    }

    boolean isFree() {
        return limits.isEmpty();
    }

    /** How many bytes are to be moved at a time. */
    int pieceBytes() {
        int bytes = Integer.MAX_VALUE;
        for (RateLimit limit : limits) {
            bytes = Math.min(bytes, limit.pieceBytes());
        }
        return bytes;
    }

    /** Takes the time that so many bytes need; returns how long to wait before they are moved. */
    long delayMillis(long byteCount) {
        long nanos = 0;
        for (RateLimit limit : limits) {
            nanos = Math.max(nanos, limit.reserve(byteCount));
        }
        return TimeUnit.NANOSECONDS.toMillis(nanos + TimeUnit.MILLISECONDS.toNanos(1) - 1);
    }

    /** Nothing more is moved. To be called once. */
    void close() {
        limits.forEach(RateLimit::leave);
    }
}
