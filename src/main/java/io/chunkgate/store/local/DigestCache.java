package io.chunkgate.store.local;

import io.chunkgate.store.UploadId;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The running digests of uploads that nobody has open just now, so that an upload in many requests is not read from its
 * start for each. A digest holds for as long as the file was not written to: where several processes have the store in
 * common, another may have gone on meanwhile, and from an earlier place. Safe for any thread.
 */
final class DigestCache {
    private static final int CAPACITY = 10_000;

    /**
     * What tells whether the file is as it was.
     *
     * @param length in bytes
     */
    record Written(Instant at, long length) {}

    private record Kept(UploadDigest digest, Written written) {}

    private final Map<UploadId, Kept> kept = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<UploadId, Kept> eldest) {
            return size() > CAPACITY;
        }
    };

    synchronized void keep(UploadId id, UploadDigest digest, Written written) {
        kept.put(id, new Kept(digest, written));
    }

    /** The digest as it was kept, or a new one. */
    synchronized UploadDigest take(UploadId id, Written written) {
        Kept found = kept.remove(id);
        return found != null && found.written().equals(written) ? found.digest() : new UploadDigest();
    }

    /** How many bytes the kept one has taken. */
    synchronized long position(UploadId id) {
        Kept found = kept.get(id);
        return found == null ? 0 : found.digest().position();
    }
}
