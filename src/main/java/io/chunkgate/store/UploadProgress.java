package io.chunkgate.store;

import io.vertx.core.Future;
import java.util.OptionalLong;

/** The progress of a file that is being uploaded. Safe for any thread. */
public interface UploadProgress {
    UploadId upload();

    /** The final size in bytes, if it was announced. */
    OptionalLong size();

    /** How many bytes can be read without waiting. */
    long storedBytes();

    /**
     * Succeeds with the published file when the upload is committed. Fails with {@code ABORTED} when it is discarded, with
     * {@code DEADLINE_EXCEEDED} when it expires.
     */
    Future<FileInfo> published();
}
