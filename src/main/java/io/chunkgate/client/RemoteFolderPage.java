package io.chunkgate.client;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A page of a folder's listing.
 *
 * @param next where the next page begins, for {@link GatewayClient#list}; empty on the last page
 */
public record RemoteFolderPage(List<Entry> entries, Optional<String> next) {
    public RemoteFolderPage {
        entries = List.copyOf(entries);
    }

    /**
     * A file or a folder.
     *
     * @param name     the last segment of its name
     * @param size     of a file, in bytes
     * @param modified when it was last written
     * @param etag     of a file, with its quotes
     */
    public record Entry(
            String name, boolean folder, OptionalLong size, Optional<Instant> modified, Optional<String> etag) {}
}
