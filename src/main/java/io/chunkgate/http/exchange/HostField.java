package io.chunkgate.http.exchange;

import io.chunkgate.store.ErrorCode;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.List;

/** Refuses a request of HTTP/1 whose Host is missing, repeated or invalid, and closes the connection (RFC 9112, section 3.2). */
public final class HostField {
    private HostField() {}

    /** Refuses the request if its Host is wrong; returns whether it did. */
    public static boolean refuses(HttpServerRequest request) {
        if (request.version() == HttpVersion.HTTP_2) {
            return false;
        }
        List<String> hosts = request.headers().getAll(HttpHeaders.HOST);
        if (hosts.isEmpty() ? request.version() == HttpVersion.HTTP_1_0 : isValid(request, hosts)) {
            return false;
        }
        Connections.closeAfterResponse(request);
        new Problem(
                        400,
                        ErrorCode.INVALID_ARGUMENT,
                        "Host: " + hosts + " (expected: one host, and a port if not standard)")
                .send(request);
        return true;
    }

    private static boolean isValid(HttpServerRequest request, List<String> hosts) {
        return hosts.size() == 1 && !hosts.get(0).isBlank() && request.authority() != null;
    }
}
