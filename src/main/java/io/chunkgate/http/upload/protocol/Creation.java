package io.chunkgate.http.upload.protocol;

import io.chunkgate.store.UploadId;
import io.chunkgate.store.UploadSpec;
import java.util.List;

/**
 * A new upload that a request asks for.
 *
 * @param spec  what the store is told
 * @param parts complete uploads whose bytes it begins with; none for an ordinary one
 * @param first what the request brings with it
 */
public record Creation(UploadSpec spec, List<UploadId> parts, Append first) {
    public Creation {
        parts = List.copyOf(parts);
    }
}
