package io.chunkgate.store;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A page of a listing.
 *
 * @param entries in the requested order. Can be fewer than the limit although more follow, since entries that were deleted
 *                in the meantime or cannot be served are omitted
 * @param next    where the next page begins; empty on the last page
 * @param places  the name of the place that an entry leads to, for the entries that are symbolic links, by {@link
 *                FolderEntry#name}
 * @param unnameable how many objects of the store were left out for this page because no {@link FileName} leads to them; hidden
 *                ones do not count, and a store on a disk counts none
 */
public record FolderPage(
        List<FolderEntry> entries, Optional<ListPosition> next, Map<String, String> places, int unnameable) {
    public FolderPage {
        entries = List.copyOf(entries);
        places = Map.copyOf(places);
    }

    /** A page without links. */
    public FolderPage(List<FolderEntry> entries, Optional<ListPosition> next) {
        this(entries, next, Map.of(), 0);
    }
}
