package io.chunkgate.store.local;

import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.FileName;
import io.chunkgate.store.StoreException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** Runs blocking work of uploads on the worker pool. Safe for any thread. */
final class UploadWorkers {
    private final Vertx vertx;
    private final Set<Future<?>> pending = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /** Blocking work without a result. */
    interface Action {
        void run() throws Exception;
    }

    UploadWorkers(Vertx vertx) {
        this.vertx = vertx;
    }

    /** Runs work; the result arrives on the current context. */
    <T> Future<T> run(FileName name, Callable<T> work) {
        return BlockingTasks.run(vertx.getOrCreateContext(), name, work);
    }

    /** As {@link #run(FileName, Callable)}. */
    Future<Void> run(FileName name, Action work) {
        return run(name, () -> {
            work.run();
            return null;
        });
    }

    /** Runs work that {@link #close} waits for. */
    <T> Future<T> inBackground(Supplier<Future<T>> work) {
        Promise<Void> done = Promise.promise();
        pending.add(done.future());
        return work.get().onComplete(result -> {
            pending.remove(done.future());
            done.complete();
        });
    }

    /** Whether long work should end. */
    boolean isClosed() {
        return closed;
    }

    /** @throws StoreException {@code UNAVAILABLE} when the store is closed; for long work */
    void requireNotClosed() {
        if (closed) {
            throw new StoreException(ErrorCode.UNAVAILABLE, "the store is closed");
        }
    }

    /** Stops long work; succeeds when the work in the background has ended. */
    Future<Void> close() {
        closed = true;
        return Future.join(List.copyOf(pending)).mapEmpty();
    }
}
