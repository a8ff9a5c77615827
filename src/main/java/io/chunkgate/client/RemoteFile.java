package io.chunkgate.client;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A file of the gateway, as far as the protocol tells.
 *
 * @param size     in bytes; empty for one that still grows and did not say how far
 * @param etag     the version, in its quotes
 * @param modified when it was last written
 * @param sha256   of the content, 64 lower-case hexadecimal digits
 * @param complete false while its upload runs
 */
public record RemoteFile(
        String name,
        OptionalLong size,
        Optional<String> etag,
        Optional<Instant> modified,
        Optional<String> sha256,
        boolean complete) {}
