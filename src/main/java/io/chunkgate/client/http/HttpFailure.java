package io.chunkgate.client.http;

import io.chunkgate.client.ClientException;
import io.chunkgate.store.ErrorCode;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.util.Optional;
import java.util.stream.Stream;

/** Maps an error response to a {@link ClientException}: by its problem document (RFC 9457), otherwise by its status. */
final class HttpFailure {
    private static final int MAX_DOCUMENT_BYTES = 64 * 1024;

    private HttpFailure() {}

    /** Reads the body of the response. Always succeeds. */
    static Future<ClientException> of(HttpClientResponse response) {
        Promise<ClientException> failure = Promise.promise();
        Buffer body = Buffer.buffer();
        response.exceptionHandler(cause -> failure.tryComplete(read(response, Buffer.buffer())));
        response.endHandler(end -> failure.tryComplete(read(response, body)));
        response.handler(chunk -> {
            if (body.length() + chunk.length() <= MAX_DOCUMENT_BYTES) {
                body.appendBuffer(chunk);
            } else {
                failure.tryComplete(read(response, Buffer.buffer()));
                response.request().reset();
            }
        });
        response.resume();
        return failure.future();
    }

    private static ClientException read(HttpClientResponse response, Buffer body) {
        int status = response.statusCode();
        String location = response.getHeader("Location");
        if (status == 301 && location != null && location.endsWith("/")) {
            return new ClientException(ErrorCode.NOT_FOUND, "file not found, but a folder of this name");
        }
        Optional<JsonObject> problem = document(response, body);
        String detail = problem.map(json -> json.getString("detail"))
                .orElseGet(() -> "HTTP " + status + " " + response.statusMessage());
        ErrorCode code = retryable(response)
                .or(() -> problem.map(json -> json.getString("code")).flatMap(HttpFailure::named))
                .orElseGet(() -> code(status));
        return new ClientException(code, detail);
    }

    /** Statuses that take precedence over the document: retry later, or resume at another offset. */
    private static Optional<ErrorCode> retryable(HttpClientResponse response) {
        return switch (response.statusCode()) {
            case 502, 503, 504 -> Optional.of(ErrorCode.UNAVAILABLE);
            case 409 -> Optional.ofNullable(response.getHeader("Upload-Offset")).map(offset -> ErrorCode.UNAVAILABLE);
            default -> Optional.empty();
        };
    }

    private static Optional<JsonObject> document(HttpClientResponse response, Buffer body) {
        String type = response.getHeader("Content-Type");
        if (type == null || !type.startsWith("application/problem+json")) {
            return Optional.empty();
        }
        try {
            return Optional.of(new JsonObject(body));
        } catch (DecodeException | ClassCastException malformed) {
            return Optional.empty();
        }
    }

    private static Optional<ErrorCode> named(String name) {
        return Stream.of(ErrorCode.values())
                .filter(code -> code.name().equals(name))
                .findFirst();
    }

    private static ErrorCode code(int status) {
        return switch (status) {
            case 400, 414, 422, 431 -> ErrorCode.INVALID_ARGUMENT;
            case 401 -> ErrorCode.UNAUTHENTICATED;
            case 403 -> ErrorCode.PERMISSION_DENIED;
            case 404, 410 -> ErrorCode.NOT_FOUND;
            case 405, 501 -> ErrorCode.UNIMPLEMENTED;
            case 408 -> ErrorCode.DEADLINE_EXCEEDED;
            case 409, 412 -> ErrorCode.FAILED_PRECONDITION;
            case 413, 429, 507 -> ErrorCode.RESOURCE_EXHAUSTED;
            case 416 -> ErrorCode.OUT_OF_RANGE;
            default -> ErrorCode.INTERNAL;
        };
    }
}
