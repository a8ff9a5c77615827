package io.chunkgate.http.upload.protocol;

import io.chunkgate.http.exchange.Problem;
import io.chunkgate.store.Upload;
import io.chunkgate.store.UploadInfo;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;

/**
 * How one protocol speaks of uploads. It reads heads of requests and writes heads of answers, and never touches the store:
 * {@link UploadHandler} does what all have in common.
 */
public interface UploadProtocol {
    /** Marks an answer as this protocol's, errors included. */
    void mark(HttpServerResponse response);

    /** Adds what this protocol says with an error, beside the marks of every answer. */
    default void refused(HttpServerResponse response, int status) {}

    /** All bytes came, but what they make is refused and deleted: there is nothing to go on with. */
    default void unpublished(HttpServerResponse response) {}

    /** The upload exists now; its first bytes are not read yet. */
    default void begun(HttpServerRequest request, Upload upload) {}

    /** More bytes are stored; called once a second at most. */
    default void progressed(HttpServerRequest request, long offset) {}

    /** Answers a request that created an upload. */
    void created(HttpServerResponse response, UploadResult outcome);

    /** Answers a request that added to an upload. */
    void appended(HttpServerResponse response, UploadResult outcome);

    /** The bytes would begin elsewhere than the upload goes on. */
    Problem wrongOffset(long offset, long expected);

    /** The request's bytes do not match their checksum; none of them count. */
    Problem wrongChecksum();

    /** The sizes that a client says of one upload contradict each other, or the bytes that are there. */
    Problem wrongSize(long size, String expected);

    /** More bytes came than the upload can hold. */
    Problem tooMany(long size);

    /** Whether {@link #tooMany} bytes end the upload. */
    boolean isEndedByTooMany();

    /** Whether an append that the disk has no room for ends the upload, as its client cannot go on with it. */
    default boolean isEndedByFullDisk(Append append) {
        return false;
    }

    /** The upload is complete already. */
    Problem complete(UploadInfo upload);
}
