package io.chunkgate.store.local;

import io.chunkgate.store.UploadId;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The running digests of uploads that nobody has open just now, so that an upload in many requests is not read from its
 * start for each. A digest of bytes that count holds for good: they never change. Safe for any thread.
 */
final class KeptDigests {
    private static final int CAPACITY = 10_000;

    private final Map<UploadId, RunningDigest> kept = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<UploadId, RunningDigest> eldest) {
            return size() > CAPACITY;
        }
    };

    synchronized void keep(UploadId id, RunningDigest digest) {
        kept.put(id, digest);
    }

    /** The digest as it was kept, or a new one. */
    synchronized RunningDigest take(UploadId id) {
        RunningDigest digest = kept.remove(id);
        return digest == null ? new RunningDigest() : digest;
    }

    /** How many bytes the kept one has taken. */
    synchronized long position(UploadId id) {
        RunningDigest digest = kept.get(id);
        return digest == null ? 0 : digest.position();
    }
}
