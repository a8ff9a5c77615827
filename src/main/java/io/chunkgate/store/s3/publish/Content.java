package io.chunkgate.store.s3.publish;

import io.chunkgate.store.UploadId;
import io.chunkgate.store.s3.client.Multipart;
import io.chunkgate.store.s3.client.ObjectVersion;
import io.chunkgate.store.s3.client.PutBody;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** The bytes of a file to publish. */
public sealed interface Content {
    /** Identifies the published version; the same for all gateways that complete one commit. */
    String token();

    Optional<String> sha256();

    /** The upload that records the result; empty for one that is not in the bucket. */
    Optional<UploadId> upload();

    /** All bytes in memory. */
    record Whole(String token, Optional<String> sha256, Optional<UploadId> upload, Supplier<PutBody> body)
            implements Content {}

    /**
     * All bytes in another object, which the server copies in one request. Only for a file that is published whatever it
     * replaces, as few servers check a condition on the target of a copy.
     *
     * @param size in bytes
     */
    record Copied(String token, Optional<String> sha256, ObjectVersion source, long size) implements Content {
        @Override
        public Optional<UploadId> upload() {
            return Optional.empty();
        }
    }

    /**
     * All bytes in parts that are stored.
     *
     * @param size of all parts, in bytes
     */
    record Parts(
            String token,
            Optional<String> sha256,
            Optional<UploadId> upload,
            Multipart multipart,
            List<Multipart.Part> parts,
            long size)
            implements Content {}
}
