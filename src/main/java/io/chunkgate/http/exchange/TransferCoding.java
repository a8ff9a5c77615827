package io.chunkgate.http.exchange;

import io.chunkgate.http.message.FieldLists;
import io.chunkgate.store.ErrorCode;
import io.vertx.core.http.HttpServerRequest;

/**
 * Refuses transfer codings other than {@code chunked}, and closes the connection (RFC 9112, section 6.1). Netty decodes some
 * requests with them, without the coding, and cannot decode others.
 */
public final class TransferCoding {
    private static final String CHUNKED = "chunked";

    private TransferCoding() {}

    /** Refuses the request if its body has an unknown coding; returns whether it did. */
    public static boolean refuses(HttpServerRequest request) {
        String codings = FieldLists.joined(request.headers(), "Transfer-Encoding");
        if (codings == null || FieldLists.members(codings).stream().allMatch(CHUNKED::equalsIgnoreCase)) {
            return false;
        }
        Connections.closeAfterResponse(request);
        new Problem(501, ErrorCode.UNIMPLEMENTED, "Transfer-Encoding: " + codings + " (expected: chunked)")
                .send(request);
        return true;
    }
}
