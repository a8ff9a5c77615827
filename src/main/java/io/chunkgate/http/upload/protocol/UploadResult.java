package io.chunkgate.http.upload.protocol;

import io.chunkgate.store.FileInfo;
import io.chunkgate.store.UploadId;
import java.time.Instant;
import java.util.Optional;

/**
 * What a request did to an upload.
 *
 * @param offset    where it goes on
 * @param expiresAt when it is deleted unless it is written to before
 * @param published what it became, if it is complete
 */
public record UploadResult(UploadId id, long offset, Instant expiresAt, Optional<Published> published) {

    /**
     * A file that was published; or a part that is complete.
     *
     * @param replaced whether there was a file of that name before
     */
    public record Published(FileInfo file, boolean replaced) {}
}
