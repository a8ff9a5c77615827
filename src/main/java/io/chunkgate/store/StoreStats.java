package io.chunkgate.store;

import java.util.OptionalLong;

/**
 * How full and how busy a store is.
 *
 * @param freeBytes   that its disk has left for uploads and others; empty where there is no such bound
 * @param openFiles   files and uploads that are open now
 * @param keptFiles   files that are kept open for the next who asks
 * @param keptHits    how often a file was asked for that was kept open
 * @param keptMisses  how often it had to be opened
 */
public record StoreStats(OptionalLong freeBytes, long openFiles, long keptFiles, long keptHits, long keptMisses) {
    /** Of a store that knows nothing of the kind. */
    public static final StoreStats NONE = new StoreStats(OptionalLong.empty(), 0, 0, 0, 0);

    public StoreStats withOpenFiles(long count) {
        return new StoreStats(freeBytes, count, keptFiles, keptHits, keptMisses);
    }
}
