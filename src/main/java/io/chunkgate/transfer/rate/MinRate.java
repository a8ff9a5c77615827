package io.chunkgate.transfer.rate;

/**
 * The least that a client must take of a download, or send of an upload.
 *
 * @param periodMillis   it is judged by what it moves in such a time; 0 for never
 * @param bytesPerSecond the least that it must move on average; 0 for any byte at all
 */
public record MinRate(long periodMillis, long bytesPerSecond) {
    private static final double MILLIS_PER_SECOND = 1000;

    /** A byte a period is enough. */
    public static MinRate of(long periodMillis) {
        return new MinRate(periodMillis, 0);
    }

    /** The least that it must move in a period. */
    public long neededBytes() {
        return Math.max(1, (long) (bytesPerSecond * (periodMillis / MILLIS_PER_SECOND)));
    }
}
