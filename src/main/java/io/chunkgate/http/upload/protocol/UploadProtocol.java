package io.chunkgate.http.upload.protocol;

import io.chunkgate.http.exchange.Problem;
import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.Upload;
import io.chunkgate.store.UploadInfo;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;

/**
 * The responses of one upload protocol. It writes heads of responses and does not use the store: {@link UploadHandler} does
 * the part that all protocols share.
 */
public interface UploadProtocol {
    /** Adds the headers that every response of this protocol has, including errors. */
    void mark(HttpServerResponse response);

    /** Adds the headers of an error response. */
    default void refused(HttpServerResponse response, int status) {}

    /** All bytes were received, but publishing failed and the upload is deleted: the client cannot resume. */
    default void unpublished(HttpServerResponse response) {}

    /** The upload has been created; its first bytes are not yet read. */
    default void begun(HttpServerRequest request, Upload upload) {}

    /** More bytes are stored; called at most once a second. */
    default void progressed(HttpServerRequest request, long offset) {}

    /** Writes the head of the response to a request that created an upload. */
    void created(HttpServerResponse response, UploadResult result);

    /** Writes the head of the response to a request that appended to an upload. */
    void appended(HttpServerResponse response, UploadResult result);

    /** The offset of the request is not that of the upload. */
    Problem wrongOffset(long offset, long expected);

    /** The request's bytes do not match their checksum and are dropped. */
    default Problem wrongChecksum() {
        return new Problem(400, ErrorCode.DATA_LOSS, "content: digest does not match (expected: the announced digest)");
    }

    /** The announced sizes of an upload contradict each other or its bytes. */
    Problem wrongSize(long size, String expected);

    /** The request has more bytes than the announced size. */
    Problem tooMany(long size);

    /** Whether {@link #tooMany} bytes end the upload. */
    default boolean isEndedByTooMany() {
        return false;
    }

    /** Whether a full disk, a quota or a maximum size ends the upload, because its client cannot resume it. */
    default boolean isEndedByLimit(Append append) {
        return false;
    }

    /** The upload is already complete. */
    default Problem complete(UploadInfo upload) {
        return new Problem(409, ErrorCode.FAILED_PRECONDITION, "upload: complete (expected: an incomplete upload)");
    }
}
