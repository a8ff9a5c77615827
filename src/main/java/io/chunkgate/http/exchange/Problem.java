package io.chunkgate.http.exchange;

import io.chunkgate.server.net.Listener;
import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.StoreException;
import io.chunkgate.transfer.Failures;
import io.chunkgate.transfer.Rejections;
import io.chunkgate.transfer.RequestInfo;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import java.util.Map;

/**
 * An error response: a status and a problem document (RFC 9457).
 *
 * @param status  of the response, 400 to 599
 * @param code    from the gateway's table of errors
 * @param detail  for people: the value and what was expected
 * @param type    a URI for programs; {@code about:blank} if the status is enough
 * @param members further members of the document, as the type defines them
 */
public record Problem(int status, ErrorCode code, String detail, String type, Map<String, Object> members) {
    private static final String UNTYPED = "about:blank";
    /** A status of tus, not registered with IANA. */
    private static final int CHECKSUM_MISMATCH = 460;

    private static final int TOO_MANY_REQUESTS = 429;

    public Problem(int status, ErrorCode code, String detail) {
        this(status, code, detail, UNTYPED, Map.of());
    }

    /** The response to a failed read. */
    public static Problem ofRead(Throwable cause) {
        StoreException failure = Failures.toStoreException(cause);
        boolean isFull = failure.code() == ErrorCode.RESOURCE_EXHAUSTED && !isTooMany(failure);
        return new Problem(isFull ? 503 : status(failure), failure.code(), detailOf(failure));
    }

    /** The response to a failed upload or deletion; {@code DATA_LOSS} means that the client sent a wrong digest. */
    public static Problem ofWrite(Throwable cause) {
        StoreException failure = Failures.toStoreException(cause);
        int status =
                switch (failure.code()) {
                    case DATA_LOSS -> 400;
                    case OUT_OF_RANGE -> 413;
                    default -> status(failure);
                };
        return new Problem(status, failure.code(), detailOf(failure));
    }

    public static Problem notFound(String detail) {
        return new Problem(404, ErrorCode.NOT_FOUND, detail);
    }

    public static Problem badRequest(String detail) {
        return new Problem(400, ErrorCode.INVALID_ARGUMENT, detail);
    }

    /** A condition of the request does not hold for the current file. */
    public static Problem preconditionFailed() {
        return new Problem(412, ErrorCode.FAILED_PRECONDITION, "the file does not meet the request's conditions");
    }

    /**
     * The file has none of the requested bytes.
     *
     * @param range the requested bytes, such as {@code start_at: 4}
     */
    public static Problem unsatisfiable(String range) {
        return new Problem(416, ErrorCode.OUT_OF_RANGE, range + " (expected: within the file)");
    }

    /** A client of HTTP/1.0 cannot tell the end of a response without a length from a lost connection. */
    public static Problem unboundedResponse() {
        return new Problem(
                505,
                ErrorCode.UNIMPLEMENTED,
                "version: HTTP/1.0 (expected: HTTP/1.1 or later, as the size is not known before the end)");
    }

    /** The request has more header fields than a server decodes (RFC 6585, section 5). */
    public static Problem headerTooLarge(String detail) {
        return new Problem(431, ErrorCode.RESOURCE_EXHAUSTED, detail);
    }

    /** A name that no file can have. */
    public static Problem badName(StoreException failure) {
        return new Problem(422, failure.code(), detailOf(failure));
    }

    /** Refuses a method that the resource does not support; the response gets the header Allow. */
    public static void sendNotAllowed(HttpServerRequest request, String allowed) {
        request.response().putHeader("Allow", allowed);
        new Problem(405, ErrorCode.UNIMPLEMENTED, "method: " + request.method() + " (expected: " + allowed + ")")
                .send(request);
    }

    /** Sends the response and counts the request as rejected. Headers that are already set stay. */
    public void send(HttpServerRequest request) {
        if (!request.response().headWritten()) {
            Rejections.of(Vertx.currentContext().owner())
                    .request(Listener.HTTP.label(), code, RequestInfo.of(request), detail);
            respond(request);
        }
    }

    /** Sends the response for a request whose transfer has begun: the error is counted as the outcome of the transfer. */
    public void respond(HttpServerRequest request) {
        HttpServerResponse response = request.response();
        if (response.headWritten()) {
            return;
        }
        Buffer body = body();
        response.setStatusCode(status)
                .setStatusMessage(title())
                .putHeader("Content-Type", "application/problem+json")
                .putHeader("X-Content-Type-Options", "nosniff")
                .putHeader("Content-Length", Integer.toString(body.length()));
        ClientAuthenticator.challenge(request, code, false);
        if (status == 503 || status == TOO_MANY_REQUESTS) {
            response.putHeader("Retry-After", "1");
        }
        if (request.method().equals(HttpMethod.HEAD)) {
            response.end();
        } else {
            EarlyResponse.end(request, body);
        }
    }

    private String title() {
        return status == CHECKSUM_MISMATCH
                ? "Checksum Mismatch"
                : HttpResponseStatus.valueOf(status).reasonPhrase();
    }

    private Buffer body() {
        return new JsonObject()
                .put("type", type)
                .put("title", title())
                .put("status", status)
                .put("detail", detail)
                .put("code", code.name())
                .mergeIn(new JsonObject(members))
                .toBuffer()
                .appendString("\n");
    }

    /** The client exceeds its own limit and must wait (RFC 6585, section 4). */
    private static boolean isTooMany(StoreException failure) {
        return failure.retryAfterMillis().isPresent();
    }

    private static int status(StoreException failure) {
        return switch (failure.code()) {
            case INVALID_ARGUMENT -> 400;
            case DEADLINE_EXCEEDED -> 408;
            case NOT_FOUND -> 404;
            case ALREADY_EXISTS -> 412;
            case PERMISSION_DENIED -> 403;
            case RESOURCE_EXHAUSTED -> isTooMany(failure) ? TOO_MANY_REQUESTS : 507;
            case FAILED_PRECONDITION, ABORTED -> 409;
            case OUT_OF_RANGE -> 416;
            case UNIMPLEMENTED -> 501;
            case INTERNAL, DATA_LOSS, UNKNOWN_DURABILITY -> 500;
            case UNAVAILABLE -> 503;
            case UNAUTHENTICATED -> 401;
        };
    }

    private static String detailOf(StoreException failure) {
        String message = failure.getMessage();
        return message == null ? failure.code().name() : message;
    }
}
