package io.chunkgate.store;

import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Selects the entries of a page from all entries of a folder, which are added in any order. Holds one entry more than the
 * page. For implementations of {@link FileStore#list}.
 */
public final class PageSelection {
    private final ListQuery query;
    private final TreeSet<ListPosition> first;

    public PageSelection(ListQuery query) {
        this.query = query;
        this.first = new TreeSet<>(query.comparator());
    }

    /** Whether {@link #add} would change the selection. */
    public boolean wants(ListPosition position) {
        boolean behindStart = query.after()
                .map(after -> query.comparator().compare(after, position) < 0)
                .orElse(true);
        return behindStart
                && (first.size() <= query.limit() || query.comparator().compare(position, first.last()) < 0);
    }

    public void add(ListPosition position) {
        if (wants(position)) {
            first.add(position);
        }
        if (first.size() > query.limit() + 1) {
            first.pollLast();
        }
    }

    /** The entries of the page in order, at most the limit. */
    public List<ListPosition> positions() {
        return first.stream().limit(query.limit()).toList();
    }

    /** Where the next page begins; empty on the last page. */
    public Optional<ListPosition> next() {
        List<ListPosition> page = positions();
        boolean more = first.size() > page.size() && !page.isEmpty();
        return more ? Optional.of(page.get(page.size() - 1)) : Optional.empty();
    }
}
