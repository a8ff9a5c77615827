package io.chunkgate.http.upload.protocol;

import io.chunkgate.store.FileInfo;
import io.chunkgate.store.UploadId;
import java.time.Instant;
import java.util.Optional;

/**
 * The state of an upload after a request.
 *
 * @param offset    of the next byte
 * @param expiresAt when the upload is deleted unless more bytes arrive
 * @param published the file, if the upload is complete
 */
public record UploadResult(UploadId id, long offset, Instant expiresAt, Optional<Published> published) {

    /**
     * A published file, or a complete part.
     *
     * @param replaced whether it replaced a file of that name
     */
    public record Published(FileInfo file, boolean replaced) {}
}
