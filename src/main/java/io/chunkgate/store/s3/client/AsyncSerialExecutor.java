package io.chunkgate.store.s3.client;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.function.Supplier;

/** Runs asynchronous work one after the other, whoever asks for it. Safe for any thread. */
public final class AsyncSerialExecutor {
    private Future<?> last = Future.succeededFuture();

    /** Starts the work when all that was asked for before has ended, however; what it throws fails the result. */
    public <T> Future<T> run(Supplier<Future<T>> work) {
        Promise<T> result = Promise.promise();
        Future<?> before;
        synchronized (this) {
            before = last;
            last = result.future();
        }
        before.onComplete(done -> start(work).onComplete(result));
        return result.future();
    }

    private static <T> Future<T> start(Supplier<Future<T>> work) {
        try {
            return work.get();
        } catch (RuntimeException e) {
            return Future.failedFuture(e);
        }
    }
}
