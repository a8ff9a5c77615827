package io.chunkgate.client;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.function.Supplier;

/** The Vert.x context of a connection. The connection's state is used on it alone; callers may be on any thread. */
public final class BoundContext {
    private final Context context;

    private BoundContext(Context context) {
        this.context = context;
    }

    /** The current context; call it from a handler of the connection. */
    public static BoundContext current(Vertx vertx) {
        return new BoundContext(vertx.getOrCreateContext());
    }

    /** Runs a task on the context: at once if the caller is on it, otherwise after the tasks that were submitted before. */
    public void run(Runnable task) {
        if (Vertx.currentContext() == context) {
            task.run();
        } else {
            context.runOnContext(v -> task.run());
        }
    }

    /** As {@link #run}; the result completes on the context. */
    public <T> Future<T> call(Supplier<Future<T>> task) {
        Promise<T> result = Promise.promise();
        run(() -> task.get().onComplete(result));
        return result.future();
    }
}
