package io.chunkgate.store.follow;

import io.chunkgate.store.StoreException;
import io.chunkgate.store.UploadOwner;
import io.chunkgate.store.UploadSpec;
import java.time.Duration;

/** The settings of uploads that every store has. */
public interface UploadLimits {
    /** How long an upload without writes exists, and how long a finished upload is known. */
    Duration expireAfter();

    /** The maximum number of unfinished uploads. */
    int maxOpen();

    /** The maximum number of unfinished uploads of one client; 0 for no limit. */
    int maxOpenPerClient();

    /** An upload without a writer and without a write for this long may expire for another one of its client. */
    Duration idleAfter();

    /** @throws StoreException {@code RESOURCE_EXHAUSTED} when a client has as many unfinished uploads as it may */
    default void requireShare(UploadOwner owner, int open) {
        if (isFull(owner, open)) {
            throw StoreException.tooMany(
                    "unfinished uploads of this client",
                    open,
                    "fewer; finish or delete one, or wait until one is idle");
        }
    }

    /** Whether a client has as many unfinished uploads as it may. */
    default boolean isFull(UploadOwner owner, int open) {
        return owner.isKnown() && maxOpenPerClient() > 0 && open >= maxOpenPerClient();
    }

    /** Whether the SHA-256 is computed although no client requests it. */
    boolean digest();

    /** In bytes. */
    long maxFileSize();

    /** Whether bytes are digested as they are written, and not only at a commit that requests it. */
    default boolean isDigested(UploadSpec spec) {
        return digest() || spec.sha256().isPresent();
    }
}
