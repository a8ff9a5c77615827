package io.chunkgate.http.upload.protocol;

import io.chunkgate.store.PublishCondition;
import io.chunkgate.store.UploadId;
import io.chunkgate.store.UploadSpec;
import java.util.List;

/**
 * A request for a new upload.
 *
 * @param spec  passed to the store
 * @param parts complete uploads to concatenate; empty for an ordinary upload
 * @param first the bytes of this request
 */
public record Creation(UploadSpec spec, List<UploadId> parts, Append first) {
    public Creation {
        parts = List.copyOf(parts);
    }

    Creation withCondition(PublishCondition condition) {
        return new Creation(spec.withCondition(condition), parts, first);
    }
}
