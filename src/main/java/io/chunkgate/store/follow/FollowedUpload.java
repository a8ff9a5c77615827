package io.chunkgate.store.follow;

import io.chunkgate.store.FileInfo;
import io.chunkgate.store.UploadId;
import io.chunkgate.store.UploadSpec;
import io.vertx.core.Future;
import java.time.Instant;

/** An upload as its followers see it. Safe for any thread. */
public interface FollowedUpload {
    UploadId id();

    UploadSpec spec();

    Instant createdAt();

    /** How many bytes can be read. */
    long visible();

    /** Succeeds with the published file; fails when the upload ends without one. Completes on any thread. */
    Future<FileInfo> published();

    Followers followers();
}
