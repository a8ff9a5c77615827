package io.chunkgate.client;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The description of a file on a gateway. A protocol may leave out what it does not transmit.
 *
 * @param size     in bytes; empty for an upload of unknown length
 * @param etag     the entity tag, with its quotes
 * @param modified when it was last written
 * @param sha256   of the content, 64 lower-case hexadecimal digits
 * @param complete false while the file is being uploaded
 */
public record RemoteFile(
        String name,
        OptionalLong size,
        Optional<String> etag,
        Optional<Instant> modified,
        Optional<String> sha256,
        boolean complete) {}
