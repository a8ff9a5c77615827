package io.chunkgate.http.exchange;

import io.chunkgate.store.ErrorCode;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.Set;

/**
 * Refuses a body where none means anything, and ends the connection with it (RFC 9110, section 9.3.1). Up to the Netty in
 * use, {@code Content-Xength: 5} is read as Content-Length (CVE-2026-102479), while a proxy in front sees a header like any
 * other, no body, and in the five bytes the start of another request. So no such request is answered, and nothing behind
 * it on the connection is read.
 */
public final class UnexpectedBody {
    private static final Set<HttpMethod> BODILESS =
            Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.DELETE, HttpMethod.OPTIONS);

    private UnexpectedBody() {}

    /** Whether the request was refused. */
    public static boolean refuses(HttpServerRequest request) {
        if (request.version() == HttpVersion.HTTP_2 || !BODILESS.contains(request.method()) || !hasBody(request)) {
            return false;
        }
        request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        request.response().endHandler(ended -> request.connection().close());
        new Problem(400, ErrorCode.INVALID_ARGUMENT, "body: some bytes (expected: none with " + request.method() + ")")
                .send(request);
        return true;
    }

    private static boolean hasBody(HttpServerRequest request) {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        return (length != null && !length.trim().equals("0"))
                || request.headers().contains(HttpHeaders.TRANSFER_ENCODING);
    }
}
