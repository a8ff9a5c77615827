package io.chunkgate.store;

import io.vertx.core.Future;
import java.util.OptionalLong;

/** The progress of a file that is being uploaded. Safe for any thread, except where it says otherwise. */
public interface UploadProgress {
    UploadId upload();

    /** The final size in bytes, if it was announced. */
    OptionalLong size();

    /** How many bytes can be read without waiting. */
    long storedBytes();

    /**
     * Waits until there is a byte at a position; succeeds with the number of bytes that can be read from there on, or with 0
     * when the committed upload ends there. Fails as {@link #published} does. Used from the context of the follower.
     */
    Future<Long> available(long position);

    /**
     * Succeeds with the published file when the upload is committed. Fails with {@code ABORTED} when it is discarded, with
     * {@code DEADLINE_EXCEEDED} when it expires.
     */
    Future<FileInfo> published();
}
