package io.chunkgate.http.upload.tus;

import io.chunkgate.http.exchange.Problem;
import io.chunkgate.http.exchange.ProblemException;
import io.chunkgate.http.message.HttpDates;
import io.chunkgate.http.upload.protocol.Append;
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

/** Responses of tus 1.0.0 and its extensions (tus.io/protocols/resumable-upload). */
public final class TusProtocol implements UploadProtocol {
    public static final String VERSION = "1.0.0";
    public static final String VERSION_HEADER = "Tus-Resumable";
    public static final String EXTENSIONS =
            "creation,creation-with-upload,creation-defer-length,expiration,checksum,termination,concatenation";

    /** The media type of bytes of a file. */
    public static final String MEDIA_TYPE = "application/offset+octet-stream";

    private static final int CHECKSUM_MISMATCH = 460;

    /** Whether the request uses tus, in any version. */
    public static boolean isUsedBy(HttpServerRequest request) {
        return request.headers().contains(VERSION_HEADER)
                || MEDIA_TYPE.equalsIgnoreCase(request.getHeader("Content-Type"));
    }

    /** @throws ProblemException (412) for any other version than {@value #VERSION} */
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

    /** @throws ProblemException (415) for any other media type than that of tus */
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

    /** Writes the headers of a HEAD response. */
    public void describe(HttpServerResponse response, UploadInfo info) {
        MultiMap headers = response.headers();
        headers.set("Upload-Offset", Long.toString(info.offset())).set("Cache-Control", "no-store");
        OptionalLong size = info.spec().size();
        if (size.isPresent()) {
            headers.set("Upload-Length", Long.toString(size.getAsLong()));
        } else {
            headers.set("Upload-Defer-Length", "1");
        }
        EchoedHeaders.put(headers, info.spec());
        if (info.state() instanceof UploadState.Running) {
            headers.set("Upload-Expires", HttpDates.format(info.expiresAt()));
        }
    }

    @Override
    public void created(HttpServerResponse response, UploadResult result) {
        response.setStatusCode(201).putHeader("Location", UploadPath.of(result.id()));
        putProgress(response, result);
    }

    @Override
    public void appended(HttpServerResponse response, UploadResult result) {
        response.setStatusCode(204);
        putProgress(response, result);
    }

    @Override
    public Problem wrongOffset(long offset, long expected) {
        return new Problem(
                409, ErrorCode.FAILED_PRECONDITION, "Upload-Offset: " + offset + " (expected: " + expected + ")");
    }

    @Override
    public Problem wrongChecksum() {
        return new Problem(
                CHECKSUM_MISMATCH,
                ErrorCode.DATA_LOSS,
                "Upload-Checksum: does not match the bytes (expected: the checksum of the body)");
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
    public Problem complete(UploadInfo upload) {
        int status = EchoedHeaders.isFinal(upload.spec()) ? 403 : 409;
        return new Problem(status, ErrorCode.FAILED_PRECONDITION, "upload: complete (expected: an incomplete upload)");
    }

    /** The bytes of a concatenation are those of its parts, so nothing is lost. */
    @Override
    public boolean isEndedByLimit(Append append) {
        return append.last().orElse(false);
    }

    private static void putProgress(HttpServerResponse response, UploadResult result) {
        response.putHeader("Upload-Offset", Long.toString(result.offset()));
        if (result.published().isEmpty()) {
            response.putHeader("Upload-Expires", HttpDates.format(result.expiresAt()));
        }
    }
}
