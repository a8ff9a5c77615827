package io.chunkgate.store;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Caches the running digests of uploads without a writer in this process, so that an upload in many requests is not read
 * from its start for each. Safe for any thread.
 *
 * @param <V> a version of the upload's bytes: a digest is valid while the version is equal
 */
public final class DigestCache<V> {
    private static final int CAPACITY = 10_000;

    private record Entry<V>(V version, RunningDigest digest) {}

    private final Map<UploadId, Entry<V>> cached = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<UploadId, Entry<V>> eldest) {
            return size() > CAPACITY;
        }
    };

    public synchronized void put(UploadId id, V version, RunningDigest digest) {
        cached.put(id, new Entry<>(version, digest));
    }

    /** Removes and returns the digest of that version; a new digest when there is none. */
    public synchronized RunningDigest take(UploadId id, V version) {
        Entry<V> found = cached.remove(id);
        return found != null && found.version().equals(version) ? found.digest() : new RunningDigest();
    }

    /** How many bytes are digested by the cached digest; 0 when there is none. */
    public synchronized long position(UploadId id) {
        Entry<V> found = cached.get(id);
        return found == null ? 0 : found.digest().position();
    }
}
