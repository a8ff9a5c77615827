package io.chunkgate.store;

import java.util.OptionalLong;

/**
 * Statistics of a store.
 *
 * @param freeBytes   on the disk of the store; empty for a store without a disk
 * @param openFiles   files and uploads that are open
 * @param cachedFiles open files in the cache
 * @param cacheHits   how many opened files were found in the cache
 * @param cacheMisses how many were not
 */
public record StoreStats(OptionalLong freeBytes, long openFiles, long cachedFiles, long cacheHits, long cacheMisses) {
    /** Of a store without statistics. */
    public static final StoreStats NONE = new StoreStats(OptionalLong.empty(), 0, 0, 0, 0);

    public StoreStats withOpenFiles(long count) {
        return new StoreStats(freeBytes, count, cachedFiles, cacheHits, cacheMisses);
    }
}
