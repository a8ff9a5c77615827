package io.chunkgate.cluster;

import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.StoreException;
import java.util.List;
import java.util.Optional;

/**
 * What the other nodes said to a question.
 *
 * @param found  the answers of those that have something
 * @param silent names of those that did not answer, or are away; they may have something too
 */
record Findings<T>(List<Found<T>> found, List<String> silent) {
    Findings {
        found = List.copyOf(found);
        silent = List.copyOf(silent);
    }

    Optional<Found<T>> first() {
        return found.stream().findFirst();
    }

    /** What to say when nobody has it: {@code unknown}, unless somebody who might was not heard. */
    StoreException missing(Throwable unknown) {
        return silent.isEmpty() && unknown instanceof StoreException cause ? cause : unheard();
    }

    /** @throws StoreException {@code UNAVAILABLE} unless every node was heard */
    void requireAll() {
        if (!silent.isEmpty()) {
            throw unheard();
        }
    }

    private StoreException unheard() {
        return new StoreException(
                ErrorCode.UNAVAILABLE,
                "nodes that do not answer: " + String.join(", ", silent) + " (expected: all; try again)");
    }
}
