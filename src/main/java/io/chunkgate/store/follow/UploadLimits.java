package io.chunkgate.store.follow;

import io.chunkgate.store.UploadSpec;
import java.time.Duration;

/** The settings of uploads that every store has. */
public interface UploadLimits {
    /** How long an upload without writes exists, and how long a finished upload is known. */
    Duration expireAfter();

    /** The maximum number of unfinished uploads. */
    int maxOpen();

    /** Whether the SHA-256 is computed although no client requests it. */
    boolean digest();

    /** In bytes. */
    long maxFileSize();

    /** Whether bytes are digested as they are written, and not only at a commit that requests it. */
    default boolean isDigested(UploadSpec spec) {
        return digest() || spec.sha256().isPresent();
    }
}
