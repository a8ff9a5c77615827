package io.chunkgate.store;

import java.util.List;
import java.util.Optional;

/**
 * A page of a listing.
 *
 * @param entries in the requested order. Can be fewer than the limit although more follow, since entries that were deleted
 *                in the meantime or cannot be served are omitted
 * @param next    where the next page begins; empty on the last page
 */
public record FolderPage(List<FolderEntry> entries, Optional<ListPosition> next) {
    public FolderPage {
        entries = List.copyOf(entries);
    }
}
