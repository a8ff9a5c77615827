package io.chunkgate.client;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A file or a folder in a folder.
 *
 * @param name     its own, without the folder's
 * @param size     of a file, in bytes
 * @param modified when it was last written
 * @param etag     of a file, in its quotes
 */
public record RemoteEntry(
        String name, boolean folder, OptionalLong size, Optional<Instant> modified, Optional<String> etag) {}
