package io.chunkgate.server;

import io.vertx.core.Future;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Operations of one server instance that still need the store, also after their connection is gone. The store is released
 * when they are done. Safe for any thread.
 */
public final class PendingOperations {
    private final Set<Future<?>> pending = ConcurrentHashMap.newKeySet();

    /** Adds an operation until it completes. */
    public void add(Future<?> future) {
        pending.add(future);
        future.onComplete(done -> pending.remove(future));
    }

    /** Succeeds when all operations are done, those added meanwhile included. */
    Future<?> settled() {
        return pending.isEmpty()
                ? Future.succeededFuture()
                : Future.join(List.copyOf(pending)).transform(done -> settled());
    }
}
