package io.chunkgate.store;

import java.util.Comparator;
import java.util.Optional;

/**
 * The requested page of a listing.
 *
 * @param after      where the previous page ended; empty for the first page
 * @param limit      of the number of entries; 0 only checks that the folder exists
 * @param descending whether the order is reversed, for names too
 */
public record ListQuery(Optional<ListPosition> after, int limit, ListOrder order, boolean descending) {
    private static final Comparator<ListPosition> ASCENDING =
            Comparator.comparingLong(ListPosition::key).thenComparing(ListPosition::name);

    public ListQuery {
        if (limit < 0) {
            throw new IllegalArgumentException("limit: " + limit + " (expected: 0 or more)");
        }
    }

    /** Only checks that the folder exists. */
    public static ListQuery existence() {
        return first(0);
    }

    /** The first page by name. */
    public static ListQuery first(int limit) {
        return new ListQuery(Optional.empty(), limit, ListOrder.NAME, false);
    }

    /** The same listing after a position. */
    public ListQuery from(ListPosition position) {
        return new ListQuery(Optional.of(position), limit, order, descending);
    }

    /** The order of the listing's entries. */
    public Comparator<ListPosition> comparator() {
        return descending ? ASCENDING.reversed() : ASCENDING;
    }
}
