package io.chunkgate.http.message;

import org.jspecify.annotations.Nullable;

/**
 * The fields of a request that make it conditional (RFC 9110, section 13.1), each null if the request lacks it and
 * joined with {@code ", "} if it came in several lines.
 */
public record Conditions(
        @Nullable String ifMatch,
        @Nullable String ifUnmodifiedSince,
        @Nullable String ifNoneMatch,
        @Nullable String ifModifiedSince) {}
