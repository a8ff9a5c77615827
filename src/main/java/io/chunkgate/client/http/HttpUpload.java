package io.chunkgate.client.http;

import io.chunkgate.client.RemoteFile;
import io.chunkgate.client.RemoteUpload;
import io.chunkgate.client.UploadRequest;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An upload by draft-ietf-httpbis-resumable-upload: one PATCH with all missing bytes, then an empty PATCH that completes
 * it, because the digest of the whole file is known only then.
 */
final class HttpUpload implements RemoteUpload {
    static final String PATH = "/uploads/";
    static final String COMPLETE = "Upload-Complete";

    private static final String OFFSET = "Upload-Offset";

    private final HttpCalls calls;
    private final String id;
    private final long offset;
    private final OptionalLong size;
    private final String name;

    private long sentBytes;
    private @Nullable Future<HttpClientRequest> request;
    /** Fails when the gateway refuses the bytes, or the connection breaks. */
    private final Promise<HttpClientResponse> response = Promise.promise();

    private Promise<Void> writing = Promise.promise();

    private HttpUpload(HttpCalls calls, String id, long offset, OptionalLong size, String name) {
        this.calls = calls;
        this.id = id;
        this.offset = offset;
        this.size = size;
        this.name = name;
        response.future().onComplete(this::failWriting);
    }

    static HttpUpload created(HttpCalls calls, UploadRequest request, HttpClientResponse created) {
        String location = created.getHeader("Location");
        if (location == null || !location.contains(PATH)) {
            throw HttpFields.unexpected("Location", location, PATH + "ID");
        }
        String id = location.substring(location.lastIndexOf('/') + 1);
        return new HttpUpload(calls, id, 0, request.size(), request.name());
    }

    static HttpUpload resumed(HttpCalls calls, String id, UploadRequest request, HttpClientResponse head) {
        long offset = HttpFields.requireCount(head.headers(), OFFSET);
        return new HttpUpload(calls, id, offset, request.size(), request.name());
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public long offset() {
        return offset;
    }

    @Override
    public Future<Void> write(Buffer bytes) {
        Promise<Void> sent = Promise.promise();
        writing = sent;
        if (response.future().isComplete()) {
            failWriting(response.future());
        } else {
            sentBytes += bytes.length();
            // The response reports a failed write, with its cause.
            openRequest().compose(open -> open.write(bytes)).onSuccess(sent::tryComplete);
        }
        return sent.future();
    }

    @Override
    public Future<RemoteFile> commit(String sha256) {
        return endOfBytes().compose(stored -> complete(sha256));
    }

    @Override
    public Future<Void> discard() {
        close();
        return calls.callForHead(HttpMethod.DELETE, PATH + id, HttpHeaders.headers(), Set.of(204, 404, 410))
                .mapEmpty();
    }

    @Override
    public void close() {
        if (request != null && !response.future().isComplete()) {
            request.onSuccess(HttpClientRequest::reset);
        }
    }

    private void failWriting(AsyncResult<HttpClientResponse> early) {
        writing.tryFail(
                early.failed()
                        ? early.cause()
                        : HttpFields.unexpected("time", "before the end of the bytes", "after it"));
    }

    private Future<HttpClientRequest> openRequest() {
        if (request == null) {
            MultiMap headers = patch(offset, "?0");
            size.ifPresent(bytes -> headers.add("Content-Length", Long.toString(bytes - offset)));
            request = calls.open(HttpMethod.PATCH, PATH + id, headers)
                    .onSuccess(this::awaitResponse)
                    .onFailure(response::tryFail);
        }
        return request;
    }

    private void awaitResponse(HttpClientRequest open) {
        open.setChunked(size.isEmpty());
        // The response reports the failure; without a handler, Vert.x would log it as well.
        open.exceptionHandler(ignored -> {});
        HttpCalls.expect(open, Set.of(200, 201, 204))
                .onSuccess(HttpClientResponse::resume)
                .onComplete(response);
    }

    private Future<Void> endOfBytes() {
        return request == null
                ? Future.succeededFuture()
                : request.compose(HttpClientRequest::end)
                        .transform(sent -> response.future())
                        .mapEmpty();
    }

    private Future<RemoteFile> complete(String sha256) {
        long end = offset + sentBytes;
        MultiMap headers =
                patch(end, "?1").add("Content-Length", "0").add("Repr-Digest", HttpFields.reprDigest(sha256));
        return calls.callForHead(HttpMethod.PATCH, PATH + id, headers, Set.of(200, 201, 204))
                .map(response -> new RemoteFile(
                        name,
                        OptionalLong.of(end),
                        Optional.ofNullable(response.getHeader("ETag")),
                        Optional.empty(),
                        HttpFields.sha256(response.headers()),
                        true));
    }

    private static MultiMap patch(long offset, String complete) {
        return HttpHeaders.headers()
                .add("Content-Type", "application/partial-upload")
                .add(OFFSET, Long.toString(offset))
                .add(COMPLETE, complete);
    }
}
