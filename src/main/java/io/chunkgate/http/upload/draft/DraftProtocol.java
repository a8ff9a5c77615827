package io.chunkgate.http.upload.draft;

import io.chunkgate.config.GatewayConfig;
import io.chunkgate.http.exchange.BasePath;
import io.chunkgate.http.exchange.Problem;
import io.chunkgate.http.message.RequestPath;
import io.chunkgate.http.upload.protocol.InterimResponse;
import io.chunkgate.http.upload.protocol.UploadPath;
import io.chunkgate.http.upload.protocol.UploadProtocol;
import io.chunkgate.http.upload.protocol.UploadResult;
import io.chunkgate.http.upload.put.PutProtocol;
import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.Upload;
import io.chunkgate.store.UploadInfo;
import io.chunkgate.store.UploadState;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** Responses of draft-ietf-httpbis-resumable-upload, in the version of one request. */
public final class DraftProtocol implements UploadProtocol {
    private static final String PROBLEM_TYPES = "https://iana.org/assignments/http-problem-types#";
    private static final int TOO_LARGE = 413;
    private static final String OFFSET = "Upload-Offset";

    private final GatewayConfig config;
    private final DraftVersion version;
    private final boolean interim;
    private final boolean targetsFile;

    public DraftProtocol(GatewayConfig config, HttpServerRequest request) {
        this.config = config;
        this.version = DraftVersion.of(request.headers());
        this.interim = config.http().interimResponses()
                && DraftVersion.announced(request.headers()).isPresent();
        this.targetsFile = request.method().equals(HttpMethod.PUT);
    }

    public DraftVersion version() {
        return version;
    }

    /** Responses mark the upload as incomplete unless they already mark it as complete. */
    @Override
    public void mark(HttpServerResponse response) {
        if (!response.headers().contains(version.completenessHeader())) {
            version.putComplete(response.headers(), false);
        }
    }

    /** Adds the limits to a 413 (section "Limits"). */
    @Override
    public void refused(HttpServerResponse response, int status) {
        if (status == TOO_LARGE && version.hasLimits()) {
            response.putHeader(UploadLimit.HEADER, UploadLimit.of(config.limits()));
        }
    }

    /** Marks the upload as complete, so that the client does not try to resume (section "Upload Append"). */
    @Override
    public void unpublished(HttpServerResponse response) {
        version.putComplete(response.headers(), true);
    }

    /** Writes the headers of a HEAD response. */
    public void describe(HttpServerResponse response, UploadInfo info) {
        MultiMap headers = response.headers();
        headers.set(OFFSET, Long.toString(info.offset())).set("Cache-Control", "no-store");
        version.putComplete(headers, info.state() instanceof UploadState.Complete);
        if (version.hasLimits()) {
            info.spec().size().ifPresent(size -> headers.set("Upload-Length", Long.toString(size)));
            putLimit(headers, info.expiresAt());
        }
    }

    @Override
    public void begun(HttpServerRequest request, Upload upload) {
        if (!interim) {
            return;
        }
        Map<String, String> headers = interimHeaders();
        headers.put("Location", BasePath.of(request, UploadPath.of(upload.id())));
        if (version.hasLimits()) {
            headers.put(UploadLimit.HEADER, limit(upload.expiresAt()));
        }
        InterimResponse.sendResumptionSupported(request, headers);
    }

    @Override
    public void progressed(HttpServerRequest request, long offset) {
        if (interim && version.reportsProgress()) {
            Map<String, String> headers = interimHeaders();
            headers.put(OFFSET, Long.toString(offset));
            InterimResponse.sendResumptionSupported(request, headers);
        }
    }

    /** The response of a plain PUT for the whole file; else the URL to resume at. */
    @Override
    public void created(HttpServerResponse response, UploadResult result) {
        if (result.published().isPresent()) {
            putComplete(response, result, result.published().get());
            if (version.alwaysPointsToUpload()) {
                putUpload(response, result);
            }
        } else {
            response.setStatusCode(201);
            putIncomplete(response, result);
            putUpload(response, result);
        }
    }

    @Override
    public void appended(HttpServerResponse response, UploadResult result) {
        if (result.published().isPresent()) {
            putComplete(response, result, result.published().get());
        } else {
            response.setStatusCode(version.partStatus());
            putIncomplete(response, result);
        }
    }

    @Override
    public Problem wrongOffset(long offset, long expected) {
        return new Problem(
                409,
                ErrorCode.FAILED_PRECONDITION,
                OFFSET + ": " + offset + " (expected: " + expected + ")",
                PROBLEM_TYPES + "mismatching-upload-offset",
                Map.of("expected-offset", expected, "provided-offset", offset));
    }

    @Override
    public Problem wrongSize(long size, String expected) {
        return inconsistent("size: " + size + " (expected: " + expected + ")");
    }

    @Override
    public Problem tooMany(long size) {
        return inconsistent("bytes: more than announced (expected: " + size + " in all)");
    }

    @Override
    public boolean isEndedByTooMany() {
        return true;
    }

    @Override
    public Problem complete(UploadInfo upload) {
        return new Problem(
                400,
                ErrorCode.FAILED_PRECONDITION,
                "upload: complete (expected: an incomplete upload)",
                PROBLEM_TYPES + "completed-upload",
                Map.of());
    }

    static Problem inconsistent(String detail) {
        return new Problem(
                400, ErrorCode.INVALID_ARGUMENT, detail, PROBLEM_TYPES + "inconsistent-upload-length", Map.of());
    }

    private void putComplete(HttpServerResponse response, UploadResult result, UploadResult.Published published) {
        PutProtocol.putPublished(response, published);
        if (!targetsFile && !published.replaced()) {
            String name = published.file().name().value();
            response.putHeader("Location", "/files/" + RequestPath.encode(name));
        }
        response.putHeader(OFFSET, Long.toString(result.offset()));
        version.putComplete(response.headers(), true);
    }

    private static void putUpload(HttpServerResponse response, UploadResult result) {
        response.putHeader("Location", UploadPath.of(result.id()));
    }

    private void putIncomplete(HttpServerResponse response, UploadResult result) {
        response.putHeader(OFFSET, Long.toString(result.offset()));
        if (version.hasLimits()) {
            putLimit(response.headers(), result.expiresAt());
        }
    }

    private Map<String, String> interimHeaders() {
        Map<String, String> headers = new HashMap<>();
        headers.put(DraftVersion.HEADER, version.headerValue());
        return headers;
    }

    private void putLimit(MultiMap headers, Instant expiresAt) {
        headers.set(UploadLimit.HEADER, limit(expiresAt));
    }

    private String limit(Instant expiresAt) {
        return UploadLimit.of(config.limits(), version, expiresAt, Instant.now());
    }
}
