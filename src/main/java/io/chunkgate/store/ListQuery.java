package io.chunkgate.store;

import java.util.Comparator;
import java.util.Optional;

/**
 * Which page of a listing is asked for.
 *
 * @param after      where the page before ended, or empty for the first page
 * @param limit      the most entries to return; 0 asks only whether the folder is there
 * @param descending turns the order round, names included
 */
public record ListQuery(Optional<ListPosition> after, int limit, ListOrder order, boolean descending) {
    private static final Comparator<ListPosition> ASCENDING =
            Comparator.comparingLong(ListPosition::key).thenComparing(ListPosition::name);

    public ListQuery {
        if (limit < 0) {
            throw new IllegalArgumentException("limit: " + limit + " (expected: 0 or more)");
        }
    }

    /** Asks only whether the folder is there. */
    public static ListQuery existence() {
        return first(0);
    }

    /** The first page by name. */
    public static ListQuery first(int limit) {
        return new ListQuery(Optional.empty(), limit, ListOrder.NAME, false);
    }

    /** The same listing behind a position. */
    public ListQuery from(ListPosition position) {
        return new ListQuery(Optional.of(position), limit, order, descending);
    }

    /** The order of the listing's entries. */
    public Comparator<ListPosition> comparator() {
        return descending ? ASCENDING.reversed() : ASCENDING;
    }
}
