package io.chunkgate.http.exchange;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.Set;

/**
 * Refuses a body of a method that has none, and closes the connection (RFC 9110, section 9.3.1). A proxy in front may see no
 * body there, and in its bytes the start of another request. So nothing after such a request on the connection is read.
 */
public final class UnexpectedBody {
    private static final Set<HttpMethod> BODILESS =
            Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.DELETE, HttpMethod.OPTIONS);

    private UnexpectedBody() {}

    /** Refuses the request if it has an unexpected body; returns whether it did. */
    public static boolean refuses(HttpServerRequest request) {
        if (request.version() == HttpVersion.HTTP_2 || !BODILESS.contains(request.method()) || !isIn(request)) {
            return false;
        }
        Connections.closeAfterResponse(request);
        Problem.badRequest("body: some bytes (expected: none with " + request.method() + ")")
                .send(request);
        return true;
    }

    /** Whether the head of a request announces a body. */
    public static boolean isIn(HttpServerRequest request) {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        return (length != null && !length.trim().equals("0"))
                || request.headers().contains(HttpHeaders.TRANSFER_ENCODING);
    }
}
