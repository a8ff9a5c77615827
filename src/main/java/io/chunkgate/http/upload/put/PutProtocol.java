package io.chunkgate.http.upload.put;

import io.chunkgate.http.exchange.Problem;
import io.chunkgate.http.message.ReprDigest;
import io.chunkgate.http.upload.protocol.Append;
import io.chunkgate.http.upload.protocol.UploadProtocol;
import io.chunkgate.http.upload.protocol.UploadResult;
import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.FileInfo;
import io.vertx.core.http.HttpServerResponse;

/** PUT of whole files and parts of files (RFC 9110). */
public final class PutProtocol implements UploadProtocol {
    @Override
    public void mark(HttpServerResponse response) {}

    @Override
    public void created(HttpServerResponse response, UploadResult result) {
        appended(response, result);
    }

    /** 201 or 204 for the file, 202 for a part that is not the last. */
    @Override
    public void appended(HttpServerResponse response, UploadResult result) {
        result.published()
                .ifPresentOrElse(published -> putPublished(response, published), () -> response.setStatusCode(202)
                        .putHeader("Upload-Offset", Long.toString(result.offset())));
    }

    /** Describes the published file. */
    public static void putPublished(HttpServerResponse response, UploadResult.Published published) {
        response.setStatusCode(published.replaced() ? 204 : 201);
        FileInfo file = published.file();
        response.putHeader("ETag", file.etag());
        file.sha256().ifPresent(sha256 -> response.putHeader("Repr-Digest", ReprDigest.format(sha256)));
    }

    @Override
    public Problem wrongOffset(long offset, long expected) {
        return new Problem(409, ErrorCode.FAILED_PRECONDITION, "start: " + offset + " (expected: " + expected + ")");
    }

    @Override
    public Problem wrongSize(long size, String expected) {
        return Problem.badRequest("size: " + size + " (expected: " + expected + ")");
    }

    @Override
    public Problem tooMany(long size) {
        return Problem.badRequest("bytes: more than announced (expected: " + size + " in all)");
    }

    /** The client repeats a refused PUT from the start, so its stored bytes would only fill the disk. */
    @Override
    public boolean isEndedByLimit(Append append) {
        return append.last().orElse(false);
    }
}
