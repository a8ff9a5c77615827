package io.chunkgate.store.local;

import io.chunkgate.store.FileName;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.PromiseInternal;
import java.util.concurrent.Callable;

/** Runs blocking work one after the other on the worker pool, whatever contexts it comes from. Safe for any thread. */
final class SerialExecutor {
    private Future<?> last = Future.succeededFuture();

    /**
     * @param context where the result arrives
     * @param name    the file that a failure is about
     */
    synchronized <T> Future<T> run(Context context, FileName name, Callable<T> work) {
        if (last.isComplete()) {
            Future<T> result = BlockingTasks.run(context, name, work);
            last = result;
            return result;
        }
        PromiseInternal<T> result = ((ContextInternal) context).promise();
        last.onComplete(done -> BlockingTasks.run(context, name, work).onComplete(result));
        last = result.future();
        return result.future();
    }
}
