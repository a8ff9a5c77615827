package io.chunkgate.store;

import io.vertx.core.Future;
import java.util.OptionalLong;

/** What is known of a file while it is uploaded. Safe for any thread. */
public interface UploadProgress {
    /** The upload by which it grows. */
    UploadId upload();

    /** The final size in bytes, when the uploader announced it. */
    OptionalLong size();

    /** How many bytes can be read without waiting. */
    long storedBytes();

    /**
     * Succeeds when the upload is committed, with what was published. Fails when it ends otherwise: {@code ABORTED} when it
     * was discarded, {@code DEADLINE_EXCEEDED} when it expired.
     */
    Future<FileInfo> published();
}
