package io.chunkgate.server;

import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.StoreException;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.util.List;
import java.util.Optional;

/** Reads the token of {@code authorization: Bearer ...}, a header or gRPC metadata (RFC 6750, section 2.1). */
public final class BearerToken {
    private static final String SCHEME = "bearer ";

    private BearerToken() {}

    /**
     * Returns empty when there is no such header.
     *
     * @throws StoreException {@code UNAUTHENTICATED} for another scheme, or several headers
     */
    public static Optional<String> of(MultiMap headers) {
        List<String> values = headers.getAll(HttpHeaders.AUTHORIZATION);
        if (values.isEmpty()) {
            return Optional.empty();
        }
        String value = values.get(0);
        if (values.size() > 1 || !value.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            throw new StoreException(
                    ErrorCode.UNAUTHENTICATED,
                    "authorization: another scheme, or several (expected: one 'Bearer TOKEN')");
        }
        return Optional.of(value.substring(SCHEME.length()).trim());
    }
}
