package io.chunkgate.store.s3.upload;

import io.chunkgate.store.UploadId;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The running digests of uploads that nobody here writes just now, so that an upload in many requests is not read from its
 * start for each. Safe for any thread.
 */
final class S3DigestCache {
    private static final int CAPACITY = 10_000;

    private final Map<UploadId, Kept> kept = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<UploadId, Kept> eldest) {
            return size() > CAPACITY;
        }
    };

    private record Kept(int epoch, RunningDigest digest) {}

    /** @param digest of bytes that count, all of them */
    synchronized void keep(UploadId id, int epoch, RunningDigest digest) {
        kept.put(id, new Kept(epoch, digest));
    }

    /** The digest as it was kept, or a new one when another has written meanwhile. */
    synchronized RunningDigest take(UploadId id, int epoch, long offset) {
        Kept known = kept.remove(id);
        boolean holds =
                known != null && known.epoch() == epoch && known.digest().position() <= offset;
        return holds ? known.digest() : new RunningDigest();
    }

    /** How many bytes the kept one has taken. */
    synchronized long position(UploadId id) {
        Kept known = kept.get(id);
        return known == null ? 0 : known.digest().position();
    }
}
