package io.chunkgate.store;

import java.util.List;
import java.util.Optional;

/**
 * A page of a listing.
 *
 * @param entries in the order asked for. They may be fewer than the limit though more follow: what vanished meanwhile, or
 *                cannot be served, is left out
 * @param next    where the next page begins, or empty on the last
 */
public record FolderPage(List<FolderEntry> entries, Optional<ListPosition> next) {
    public FolderPage {
        entries = List.copyOf(entries);
    }
}
