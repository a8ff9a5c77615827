package io.chunkgate.client.resume;

import io.chunkgate.client.ClientException;
import io.chunkgate.store.ErrorCode;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.nio.file.NoSuchFileException;
import java.util.concurrent.Callable;

/** Runs blocking work on local files. */
final class FileTasks {
    private FileTasks() {}

    /** Runs on a worker thread. Fails with INTERNAL, which is not retried. */
    static <T> Future<T> run(Context context, Callable<T> work) {
        return context.executeBlocking(work, false).recover(cause -> Future.failedFuture(failure(cause)));
    }

    private static ClientException failure(Throwable cause) {
        if (cause instanceof ClientException failure) {
            return failure;
        }
        String message = cause instanceof NoSuchFileException missing
                ? missing.getFile() + ": no such file or folder"
                : String.valueOf(cause.getMessage() == null ? cause : cause.getMessage());
        return new ClientException(ErrorCode.INTERNAL, message, cause);
    }
}
