package io.chunkgate.transfer;

/**
 * When a client has stopped to take its download, or all but.
 *
 * @param periodMillis      it is judged by what it takes in such a time; 0 for never
 * @param minBytesPerSecond the least that it must take on average; 0 for any byte at all
 */
public record StallLimit(long periodMillis, long minBytesPerSecond) {
    private static final double MILLIS_PER_SECOND = 1000;

    /** A byte a period is enough. */
    public static StallLimit of(long periodMillis) {
        return new StallLimit(periodMillis, 0);
    }

    /** The least that it must take in a period. */
    long neededBytes() {
        return Math.max(1, (long) (minBytesPerSecond * (periodMillis / MILLIS_PER_SECOND)));
    }
}
