package io.chunkgate.store.follow;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.function.Supplier;

/** Runs asynchronous tasks one after the other, in the order of the calls. Safe for any thread. */
public final class SerialExecutor {
    private Future<?> last = Future.succeededFuture();

    /** Starts the task when every earlier task has ended, well or not; what the task throws fails the result. */
    public <T> Future<T> run(Supplier<Future<T>> task) {
        Promise<T> result = Promise.promise();
        Future<?> before;
        synchronized (this) {
            before = last;
            last = result.future();
        }
        before.onComplete(done -> start(task).onComplete(result));
        return result.future();
    }

    private static <T> Future<T> start(Supplier<Future<T>> task) {
        try {
            return task.get();
        } catch (Throwable e) {
            return Future.failedFuture(e);
        }
    }
}
