package io.chunkgate.http;

import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.StoreException;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import java.time.Instant;

/**
 * An error as a client sees it on this door: a status and a document of RFC 9457.
 *
 * @param status of the response, 400 to 599
 * @param code   the name in the gateway's one table of errors
 * @param detail for people: the value and what was expected
 */
record Problem(int status, ErrorCode code, String detail) {

    /** What a failed read is to the client. */
    static Problem ofRead(StoreException failure) {
        int status = failure.code() == ErrorCode.RESOURCE_EXHAUSTED ? 503 : status(failure.code());
        return new Problem(status, failure.code(), detailOf(failure));
    }

    static Problem notFound(String detail) {
        return new Problem(404, ErrorCode.NOT_FOUND, detail);
    }

    static Problem badRequest(String detail) {
        return new Problem(400, ErrorCode.INVALID_ARGUMENT, detail);
    }

    /** A condition of the request does not hold for the file as it is. */
    static Problem preconditionFailed() {
        return new Problem(412, ErrorCode.FAILED_PRECONDITION, "the file is not the version that the request asks for");
    }

    /**
     * The file has none of the bytes asked for.
     *
     * @param asked which ones, such as {@code start_at: 4}
     */
    static Problem unsatisfiable(String asked) {
        return new Problem(416, ErrorCode.OUT_OF_RANGE, asked + " (expected: within the file)");
    }

    /** A name that no file can have. */
    static Problem badName(StoreException failure) {
        return new Problem(422, failure.code(), detailOf(failure));
    }

    /** Answers the request with it. Headers that were already set stay. */
    void send(HttpServerRequest request) {
        HttpServerResponse response = request.response();
        if (response.headWritten()) {
            return;
        }
        Buffer body = body();
        response.setStatusCode(status)
                .putHeader("Date", HttpDates.format(Instant.now()))
                .putHeader("Content-Type", "application/problem+json")
                .putHeader("X-Content-Type-Options", "nosniff")
                .putHeader("Content-Length", Integer.toString(body.length()));
        if (status == 503) {
            response.putHeader("Retry-After", "1");
        }
        if (request.method().equals(HttpMethod.HEAD)) {
            response.end();
        } else {
            response.end(body);
        }
    }

    private Buffer body() {
        return new JsonObject()
                .put("type", "about:blank")
                .put("title", HttpResponseStatus.valueOf(status).reasonPhrase())
                .put("status", status)
                .put("detail", detail)
                .put("code", code.name())
                .toBuffer()
                .appendString("\n");
    }

    private static int status(ErrorCode code) {
        return switch (code) {
            case INVALID_ARGUMENT -> 400;
            case DEADLINE_EXCEEDED -> 408;
            case NOT_FOUND -> 404;
            case ALREADY_EXISTS -> 412;
            case PERMISSION_DENIED -> 403;
            case RESOURCE_EXHAUSTED -> 507;
            case FAILED_PRECONDITION, ABORTED -> 409;
            case OUT_OF_RANGE -> 416;
            case UNIMPLEMENTED -> 501;
            case INTERNAL, DATA_LOSS -> 500;
            case UNAVAILABLE -> 503;
            case UNAUTHENTICATED -> 401;
        };
    }

    private static String detailOf(StoreException failure) {
        String message = failure.getMessage();
        return message == null ? failure.code().name() : message;
    }
}
