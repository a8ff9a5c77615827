package io.chunkgate.client;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.function.Supplier;

/** The context of a connection, on which alone its state is touched, whatever thread a caller is on. */
public final class BoundContext {
    private final Context context;

    private BoundContext(Context context) {
        this.context = context;
    }

    /** That of the caller, who is called by the connection. */
    public static BoundContext current(Vertx vertx) {
        return new BoundContext(vertx.getOrCreateContext());
    }

    /** Runs something there: at once for who is there already, else behind what was asked for before. */
    public void run(Runnable task) {
        if (Vertx.currentContext() == context) {
            task.run();
        } else {
            context.runOnContext(home -> task.run());
        }
    }

    /** As {@link #run}, with a result that arrives there. */
    public <T> Future<T> call(Supplier<Future<T>> task) {
        Promise<T> result = Promise.promise();
        run(() -> task.get().onComplete(result));
        return result.future();
    }
}
