package io.chunkgate.store.local;

import io.vertx.core.Context;
import io.vertx.core.Future;
import java.util.concurrent.Callable;

/** Runs blocking work on the worker pool; every failure is a {@code StoreException}. */
final class BlockingTasks {
    private BlockingTasks() {}

    /**
     * @param context where the result arrives
     * @param name    the file or folder for messages of failures
     * @param work    may run in parallel with other work of the same context
     */
    static <T> Future<T> run(Context context, Object name, Callable<T> work) {
        return context.executeBlocking(work, false)
                .recover(cause -> Future.failedFuture(DiskErrors.translate(name, cause)));
    }
}
