package io.chunkgate.store.follow;

import io.chunkgate.store.FileInfo;
import io.chunkgate.store.UploadId;
import io.chunkgate.store.UploadSpec;
import io.vertx.core.Future;
import java.time.Instant;

/** An upload as those see it who read along. May be asked from any thread. */
public interface FollowedUpload {
    UploadId id();

    UploadSpec spec();

    Instant createdAt();

    /** How many bytes can be read. */
    long visible();

    /** The file once it is published; fails when that will never be. On no particular context. */
    Future<FileInfo> published();

    Followers followers();
}
