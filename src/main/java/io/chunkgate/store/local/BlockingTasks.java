package io.chunkgate.store.local;

import io.vertx.core.Context;
import io.vertx.core.Future;
import java.util.concurrent.Callable;

/** Runs what blocks on the worker pool; what fails there comes back as a {@code StoreException}. */
final class BlockingTasks {
    private BlockingTasks() {}

    /**
     * @param context where the result arrives
     * @param name    the file or folder that a failure is about
     * @param work    may block; runs beside other work of the same context
     */
    static <T> Future<T> run(Context context, Object name, Callable<T> work) {
        return context.executeBlocking(work, false)
                .recover(cause -> Future.failedFuture(DiskErrors.translate(name, cause)));
    }
}
