package io.chunkgate.tcp;

import io.vertx.core.Future;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The connections of one instance of the door, and the work on the store that outlives them, so that the store is not
 * taken away below. Safe for any thread.
 */
final class Underway {
    private final Set<Future<?>> work = ConcurrentHashMap.newKeySet();

    void add(Future<?> future) {
        work.add(future);
        future.onComplete(done -> work.remove(future));
    }

    /** Succeeds when all is done, also what begins meanwhile. */
    Future<?> settled() {
        return work.isEmpty()
                ? Future.succeededFuture()
                : Future.join(List.copyOf(work)).transform(done -> settled());
    }
}
