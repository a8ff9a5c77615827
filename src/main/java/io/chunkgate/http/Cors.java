package io.chunkgate.http;

import io.chunkgate.config.HttpConfig;
import io.chunkgate.http.exchange.Vary;
import io.chunkgate.http.message.FieldLists;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.List;

/** Allows pages of configured origins to use this server (the CORS protocol of the Fetch standard). */
final class Cors {
    private static final String METHODS = "GET, HEAD, PUT, POST, PATCH, DELETE, COPY, MOVE, MKCOL, OPTIONS";

    private static final String REQUEST_HEADERS =
            "Authorization, Content-Type, Content-Disposition, Content-Range, Content-Digest, Repr-Digest, Want-Repr-Digest, "
                    + "traceparent, tracestate, baggage, "
                    + "Depth, Destination, Overwrite, "
                    + "If-Match, If-None-Match, If-Modified-Since, If-Unmodified-Since, If-Range, Range, "
                    + "Tus-Resumable, Upload-Checksum, Upload-Complete, Upload-Concat, Upload-Defer-Length, "
                    + "Upload-Draft-Interop-Version, Upload-Incomplete, Upload-Length, Upload-Metadata, Upload-Offset, "
                    + "X-HTTP-Method-Override, X-Request-ID, X-Requested-With, "
                    + "Grpc-Timeout, X-Grpc-Web, X-User-Agent";

    private static final String RESPONSE_HEADERS =
            "Accept-Patch, Accept-Ranges, Content-Disposition, Content-Length, Content-Range, ETag, Last-Modified, Link, "
                    + "Location, Repr-Digest, Retry-After, "
                    + "Tus-Checksum-Algorithm, Tus-Extension, Tus-Max-Size, Tus-Resumable, Tus-Version, "
                    + "Upload-Complete, Upload-Concat, Upload-Defer-Length, Upload-Draft-Interop-Version, Upload-Expires, "
                    + "Upload-Incomplete, Upload-Length, Upload-Limit, Upload-Metadata, Upload-Offset, "
                    + "WWW-Authenticate, X-Chunk-Number, X-Chunk-Size, "
                    + "Grpc-Message, Grpc-Status, Grpc-Status-Details-Bin, X-Etag, X-File-Size";

    private static final String PREFLIGHT_SECONDS = "86400";

    private final List<String> origins;
    private final String requestHeaders;
    private final boolean credentials;

    Cors(HttpConfig config) {
        origins = FieldLists.members(config.cors());
        requestHeaders = REQUEST_HEADERS + (config.corsHeaders().isEmpty() ? "" : ", " + config.corsHeaders());
        credentials = config.corsCredentials();
    }

    /** Adds the headers for an allowed origin; ends a preflight request and returns true. */
    boolean handle(HttpServerRequest request) {
        if (origins.isEmpty()) {
            return false;
        }
        HttpServerResponse response = request.response();
        Vary.add(response, "Origin"); // Without an Origin too, or caches would serve that response to every origin.
        String origin = request.getHeader("Origin");
        if (origin == null) {
            return false;
        }
        if (!origins.contains(origin) && !origins.contains("*")) {
            return false;
        }
        response.putHeader("Access-Control-Allow-Origin", origin)
                .putHeader("Access-Control-Expose-Headers", RESPONSE_HEADERS);
        if (credentials) {
            response.putHeader("Access-Control-Allow-Credentials", "true");
        }
        boolean preflight = request.method().equals(HttpMethod.OPTIONS)
                && request.headers().contains("Access-Control-Request-Method");
        if (preflight) {
            response.setStatusCode(204)
                    .putHeader("Access-Control-Allow-Methods", METHODS)
                    .putHeader("Access-Control-Allow-Headers", requestHeaders)
                    .putHeader("Access-Control-Max-Age", PREFLIGHT_SECONDS)
                    .end();
        }
        return preflight;
    }
}
