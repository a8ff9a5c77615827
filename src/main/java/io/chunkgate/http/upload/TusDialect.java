package io.chunkgate.http.upload;

import io.chunkgate.http.HttpDates;
import io.chunkgate.http.Problem;
import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.UploadInfo;
import io.chunkgate.store.UploadState;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.OptionalLong;

/** tus 1.0.0 with its extensions (tus.io/protocols/resumable-upload). */
final class TusDialect implements Dialect {
    static final String VERSION = "1.0.0";
    static final String VERSION_HEADER = "Tus-Resumable";
    static final String EXTENSIONS =
            "creation,creation-with-upload,creation-defer-length,expiration,checksum,termination,concatenation";

    /** What carries bytes of a file. */
    static final String MEDIA_TYPE = "application/offset+octet-stream";

    private static final int CHECKSUM_MISMATCH = 460;

    /** Whether the client speaks tus, of whichever version. */
    static boolean isSpokenBy(HttpServerRequest request) {
        return request.headers().contains(VERSION_HEADER)
                || MEDIA_TYPE.equalsIgnoreCase(request.getHeader("Content-Type"));
    }

    /** @throws Refusal (412) for another version than ours */
    static void requireVersion(HttpServerRequest request) {
        String version = request.getHeader(VERSION_HEADER);
        if (!VERSION.equals(version)) {
            request.response().putHeader("Tus-Version", VERSION);
            throw new Refusal(new Problem(
                    412,
                    ErrorCode.FAILED_PRECONDITION,
                    VERSION_HEADER + ": " + version + " (expected: " + VERSION + ")"));
        }
    }

    /** @throws Refusal (415) for a body of another type than tus sends */
    static void requireMediaType(HttpServerRequest request) {
        String type = request.getHeader("Content-Type");
        if (!MEDIA_TYPE.equalsIgnoreCase(type)) {
            throw new Refusal(new Problem(
                    415, ErrorCode.INVALID_ARGUMENT, "Content-Type: " + type + " (expected: " + MEDIA_TYPE + ")"));
        }
    }

    @Override
    public void mark(HttpServerResponse response) {
        response.putHeader(VERSION_HEADER, VERSION);
    }

    /** What HEAD tells of an upload. */
    void describe(HttpServerResponse response, UploadInfo info) {
        MultiMap headers = response.headers();
        headers.set("Upload-Offset", Long.toString(info.offset())).set("Cache-Control", "no-store");
        OptionalLong size = info.spec().size();
        if (size.isPresent()) {
            headers.set("Upload-Length", Long.toString(size.getAsLong()));
        } else {
            headers.set("Upload-Defer-Length", "1");
        }
        TusNotes.of(info.spec()).put(headers);
        if (info.state() instanceof UploadState.Running) {
            headers.set("Upload-Expires", HttpDates.format(info.expiresAt()));
        }
    }

    @Override
    public void created(HttpServerResponse response, Outcome outcome) {
        response.setStatusCode(201).putHeader("Location", UploadPath.of(outcome.id()));
        putProgress(response, outcome);
    }

    @Override
    public void appended(HttpServerResponse response, Outcome outcome) {
        response.setStatusCode(204);
        putProgress(response, outcome);
    }

    @Override
    public Problem wrongOffset(long offset, long expected) {
        return new Problem(
                409, ErrorCode.FAILED_PRECONDITION, "Upload-Offset: " + offset + " (expected: " + expected + ")");
    }

    @Override
    public Problem wrongChecksum() {
        return new Problem(
                CHECKSUM_MISMATCH, ErrorCode.DATA_LOSS, "Upload-Checksum: not that of the bytes (expected: the same)");
    }

    @Override
    public Problem wrongSize(long size, String expected) {
        return Problem.badRequest("Upload-Length: " + size + " (expected: " + expected + ")");
    }

    @Override
    public Problem tooMany(long size) {
        return new Problem(
                413, ErrorCode.OUT_OF_RANGE, "bytes: more than Upload-Length (expected: " + size + " in all)");
    }

    @Override
    public boolean isEndedByTooMany() {
        return false;
    }

    @Override
    public Problem complete(UploadInfo upload) {
        int status = TusNotes.of(upload.spec()).isFinal() ? 403 : 409;
        return new Problem(status, ErrorCode.FAILED_PRECONDITION, "upload: complete (expected: one that takes bytes)");
    }

    private static void putProgress(HttpServerResponse response, Outcome outcome) {
        response.putHeader("Upload-Offset", Long.toString(outcome.offset()));
        if (outcome.published().isEmpty()) {
            response.putHeader("Upload-Expires", HttpDates.format(outcome.expiresAt()));
        }
    }
}
