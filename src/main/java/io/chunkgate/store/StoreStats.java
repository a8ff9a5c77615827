package io.chunkgate.store;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Statistics of a store.
 *
 * @param freeBytes   on the disk of the store; empty for a store without a disk
 * @param freeInodes  on that disk, at most about a minute ago; empty where they are not known, or not limited
 * @param uploads     the uploads that are not published; empty for a store that does not count them
 * @param openFiles   files and uploads that are open
 * @param cachedFiles open files in the cache
 * @param cacheHits   how many opened files were found in the cache
 * @param cacheMisses how many were not
 * @param requests    to the server of the store, by operation, repeated attempts included; empty for a store without a server
 */
public record StoreStats(
        OptionalLong freeBytes,
        OptionalLong freeInodes,
        Optional<Uploads> uploads,
        long openFiles,
        long cachedFiles,
        long cacheHits,
        long cacheMisses,
        Map<String, Long> requests) {
    /** Of a store without statistics. */
    public static final StoreStats NONE =
            new StoreStats(OptionalLong.empty(), OptionalLong.empty(), Optional.empty(), 0, 0, 0, 0, Map.of());

    /**
     * The unfinished uploads, and the complete parts.
     *
     * @param count    how many there are
     * @param stored   the bytes that they have
     * @param reserved the bytes that they announced and do not have yet
     */
    public record Uploads(long count, long stored, long reserved) {}

    public StoreStats withOpenFiles(long count) {
        return new StoreStats(freeBytes, freeInodes, uploads, count, cachedFiles, cacheHits, cacheMisses, requests);
    }

    public StoreStats withRequests(Map<String, Long> counts) {
        return new StoreStats(freeBytes, freeInodes, uploads, openFiles, cachedFiles, cacheHits, cacheMisses, counts);
    }
}
