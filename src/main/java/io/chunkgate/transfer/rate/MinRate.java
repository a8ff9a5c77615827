package io.chunkgate.transfer.rate;

import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.StoreException;

/**
 * The minimum rate that a client must take of a download, or send of an upload.
 *
 * @param periodMillis   the rate is the average over such a period; 0 for no minimum
 * @param bytesPerSecond 0 if one byte per period is enough
 */
public record MinRate(long periodMillis, long bytesPerSecond) {
    private static final double MILLIS_PER_SECOND = 1000;

    /** Returns the rate of one byte per period. */
    public static MinRate of(long periodMillis) {
        return new MinRate(periodMillis, 0);
    }

    /** Returns the minimum of bytes in a period. */
    public long neededBytes() {
        return Math.max(1, (long) (bytesPerSecond * (periodMillis / MILLIS_PER_SECOND)));
    }

    /**
     * Returns the error for a client that was slower.
     *
     * @param what the subject of the message, such as {@code bytes}
     */
    public StoreException violation(String what, long byteCount) {
        return StoreException.unexpected(
                ErrorCode.DEADLINE_EXCEEDED,
                what + " in " + periodMillis + " ms",
                byteCount,
                "at least " + neededBytes());
    }
}
