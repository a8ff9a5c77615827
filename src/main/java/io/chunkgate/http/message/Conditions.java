package io.chunkgate.http.message;

import io.vertx.core.MultiMap;
import org.jspecify.annotations.Nullable;

/**
 * The conditional fields of a request (RFC 9110, section 13.1), each null if the request lacks it; repeated fields are
 * joined with {@code ", "}.
 */
public record Conditions(
        @Nullable String ifMatch,
        @Nullable String ifUnmodifiedSince,
        @Nullable String ifNoneMatch,
        @Nullable String ifModifiedSince) {
    public static Conditions of(MultiMap headers) {
        return new Conditions(
                FieldLists.joined(headers, "If-Match"),
                FieldLists.joined(headers, "If-Unmodified-Since"),
                FieldLists.joined(headers, "If-None-Match"),
                FieldLists.joined(headers, "If-Modified-Since"));
    }

    /** Whether a request that changes a file has a condition on the version that it replaces. */
    public boolean restrictsVersion() {
        return ifMatch != null || ifNoneMatch != null || ifUnmodifiedSince != null;
    }
}
