package io.chunkgate.tcp;

import io.vertx.core.Future;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Work on the store that outlives its connection, so that a door is not closed above it. Used from one event loop. */
final class Underway {
    private final Set<Future<?>> work = new HashSet<>();

    void add(Future<?> future) {
        work.add(future);
        future.onComplete(done -> work.remove(future));
    }

    /** Completes, one way or the other, when all that is under way now is done. */
    Future<?> settled() {
        return Future.join(List.copyOf(work));
    }
}
