package io.chunkgate.http.upload.tus;

import io.chunkgate.http.exchange.Problem;
import io.chunkgate.http.message.HttpDates;
import io.chunkgate.http.upload.protocol.ProblemException;
import io.chunkgate.http.upload.protocol.UploadPath;
import io.chunkgate.http.upload.protocol.UploadProtocol;
import io.chunkgate.http.upload.protocol.UploadResult;
import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.UploadInfo;
import io.chunkgate.store.UploadState;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.OptionalLong;

/** tus 1.0.0 with its extensions (tus.io/protocols/resumable-upload). */
public final class TusProtocol implements UploadProtocol {
    public static final String VERSION = "1.0.0";
    public static final String VERSION_HEADER = "Tus-Resumable";
    public static final String EXTENSIONS =
            "creation,creation-with-upload,creation-defer-length,expiration,checksum,termination,concatenation";

    /** What carries bytes of a file. */
    public static final String MEDIA_TYPE = "application/offset+octet-stream";

    private static final int CHECKSUM_MISMATCH = 460;

    /** Whether the client speaks tus, of whichever version. */
    public static boolean isSpokenBy(HttpServerRequest request) {
        return request.headers().contains(VERSION_HEADER)
                || MEDIA_TYPE.equalsIgnoreCase(request.getHeader("Content-Type"));
    }

    /** @throws ProblemException (412) for another version than ours */
    public static void requireVersion(HttpServerRequest request) {
        String version = request.getHeader(VERSION_HEADER);
        if (!VERSION.equals(version)) {
            request.response().putHeader("Tus-Version", VERSION);
            throw new ProblemException(new Problem(
                    412,
                    ErrorCode.FAILED_PRECONDITION,
                    VERSION_HEADER + ": " + version + " (expected: " + VERSION + ")"));
        }
    }

    /** @throws ProblemException (415) for a body of another type than tus sends */
    static void requireMediaType(HttpServerRequest request) {
        String type = request.getHeader("Content-Type");
        if (!MEDIA_TYPE.equalsIgnoreCase(type)) {
            throw new ProblemException(new Problem(
                    415, ErrorCode.INVALID_ARGUMENT, "Content-Type: " + type + " (expected: " + MEDIA_TYPE + ")"));
        }
    }

    @Override
    public void mark(HttpServerResponse response) {
        response.putHeader(VERSION_HEADER, VERSION);
    }

    /** What HEAD tells of an upload. */
    public void describe(HttpServerResponse response, UploadInfo info) {
        MultiMap headers = response.headers();
        headers.set("Upload-Offset", Long.toString(info.offset())).set("Cache-Control", "no-store");
        OptionalLong size = info.spec().size();
        if (size.isPresent()) {
            headers.set("Upload-Length", Long.toString(size.getAsLong()));
        } else {
            headers.set("Upload-Defer-Length", "1");
        }
        TusAnnotations.of(info.spec()).put(headers);
        if (info.state() instanceof UploadState.Running) {
            headers.set("Upload-Expires", HttpDates.format(info.expiresAt()));
        }
    }

    @Override
    public void created(HttpServerResponse response, UploadResult outcome) {
        response.setStatusCode(201).putHeader("Location", UploadPath.of(outcome.id()));
        putProgress(response, outcome);
    }

    @Override
    public void appended(HttpServerResponse response, UploadResult outcome) {
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
        int status = TusAnnotations.of(upload.spec()).isFinal() ? 403 : 409;
        return new Problem(status, ErrorCode.FAILED_PRECONDITION, "upload: complete (expected: one that takes bytes)");
    }

    private static void putProgress(HttpServerResponse response, UploadResult outcome) {
        response.putHeader("Upload-Offset", Long.toString(outcome.offset()));
        if (outcome.published().isEmpty()) {
            response.putHeader("Upload-Expires", HttpDates.format(outcome.expiresAt()));
        }
    }
}
