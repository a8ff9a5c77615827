package io.chunkgate.server.net;

import io.vertx.core.http.HttpServerRequest;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The size of the header list of an HTTP/2 request; that of an HTTP/1 head is checked while it is received. */
public final class HeaderListSize {
    /** Counted for each field beside its name and value (RFC 9113, section 6.5.2). */
    private static final int FIELD_BYTES = 32;

    private HeaderListSize() {}

    /** Returns the reason to refuse a request, if its header list is larger than announced. */
    public static Optional<String> violation(HttpServerRequest request, int maxBytes) {
        if (request.response().streamId() < 0) {
            return Optional.empty();
        }
        long bytes = of(request);
        return bytes <= maxBytes
                ? Optional.empty()
                : Optional.of("header list: " + bytes + " bytes (expected: at most " + maxBytes + ")");
    }

    private static long of(HttpServerRequest request) {
        long bytes = field(":method", request.method().name())
                + field(":scheme", request.scheme())
                + field(":path", request.uri())
                + field(
                        ":authority",
                        request.authority() == null ? "" : request.authority().toString());
        for (Map.Entry<String, String> field : request.headers()) {
            bytes += field(field.getKey(), field.getValue());
        }
        return bytes;
    }

    private static long field(String name, @Nullable String value) {
        return name.length() + (value == null ? 0 : value.length()) + FIELD_BYTES;
    }
}
