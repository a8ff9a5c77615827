package io.chunkgate.server;

import io.vertx.core.Future;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What one instance of a door has under way and the store is needed for, also when the connection is gone that it was
 * begun for: so the store is not taken away below it. Safe for any thread.
 */
public final class PendingOperations {
    private final Set<Future<?>> work = ConcurrentHashMap.newKeySet();

    /** Remembers work until it is done, well or not. */
    public void add(Future<?> future) {
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
