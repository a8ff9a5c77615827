package io.chunkgate.store.local;

import io.netty.channel.EventLoop;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Runs short blocking tasks on a worker in batches: those that one event loop submits in one iteration. With many
 * connections, switching to a worker and back costs more than checking a file.
 *
 * <p>Only for tasks that take little time, since each waits for those before it.
 */
final class TaskBatcher {
    private static final int MAX_TASKS = 16;

    private final Map<EventLoop, Batch> byLoop = new ConcurrentHashMap<>();

    /** Runs the work on a worker; the result arrives on the context. */
    <T> Future<T> run(Context target, Callable<T> work) {
        ContextInternal context = (ContextInternal) target;
        if (!context.isEventLoopContext() || !context.inThread()) {
            return context.executeBlocking(work, false);
        }
        Task<T> task = new Task<>(work, context.promise());
        byLoop.computeIfAbsent(context.nettyEventLoop(), loop -> new Batch()).add(context, task);
        return task.promise.future();
    }

    /** The tasks of one event loop that were not submitted yet; used by its thread only. */
    private static final class Batch {
        private List<Task<?>> waiting = new ArrayList<>();

        void add(ContextInternal context, Task<?> task) {
            waiting.add(task);
            if (waiting.size() == 1) {
                context.nettyEventLoop().execute(() -> submit(context));
            } else if (waiting.size() == MAX_TASKS) {
                submit(context);
            }
        }

        private void submit(ContextInternal context) {
            List<Task<?>> tasks = waiting;
            waiting = new ArrayList<>();
            context.executeBlocking(
                            () -> {
                                tasks.forEach(Task::run);
                                return tasks;
                            },
                            false)
                    .onComplete(done -> tasks.forEach(Task::complete));
        }
    }

    private static final class Task<T> {
        private final Callable<T> work;
        private final Promise<T> promise;
        private Future<T> result = Future.failedFuture("not run");

        Task(Callable<T> work, Promise<T> promise) {
            this.work = work;
            this.promise = promise;
        }

        void run() {
            try {
                result = Future.succeededFuture(work.call());
            } catch (Throwable e) {
                result = Future.failedFuture(e);
            }
        }

        void complete() {
            result.onComplete(promise);
        }
    }
}
