package io.chunkgate.client.resume;

import io.chunkgate.client.ClientException;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.io.IOException;
import java.util.concurrent.Callable;

/** Runs blocking work on local files, on a worker thread. Fails with INTERNAL, which is not retried. */
final class FileTasks {
    private FileTasks() {}

    /** Work without a result. */
    interface Action {
        void run() throws IOException;
    }

    static Future<Void> run(Context context, Action work) {
        return call(context, () -> {
                    work.run();
                    return context;
                })
                .mapEmpty();
    }

    static <T> Future<T> call(Context context, Callable<T> work) {
        return context.executeBlocking(work, false).recover(cause -> Future.failedFuture(failure(cause)));
    }

    private static ClientException failure(Throwable cause) {
        return cause instanceof ClientException failure ? failure : ClientException.local(cause);
    }
}
