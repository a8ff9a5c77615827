package io.chunkgate.store.local;

import io.vertx.core.Context;
import io.vertx.core.Future;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.concurrent.Callable;

/** Runs blocking work on the worker pool; every failure is a {@code StoreException}. */
final class BlockingTasks {
    private BlockingTasks() {}

    /**
     * @param context where the result arrives
     * @param name    the file or folder for messages of failures
     * @param work    may run in parallel with other work of the same context
     */
    static <T> Future<T> run(Context context, Object name, Callable<T> work) {
        return context.executeBlocking(work, false)
                .recover(cause -> Future.failedFuture(DiskErrors.translate(name, cause)));
    }

    /**
     * Fills the target with bytes of a file, or a part of it at the end of the file; returns how many. Blocks.
     *
     * @param target   from its position, 0, to its limit
     * @param position of the first byte in the file
     */
    static int fill(ByteBuffer target, FileChannel file, long position) throws IOException {
        int count = 0;
        while (target.hasRemaining() && count >= 0) {
            count = file.read(target, position + target.position());
        }
        return target.position();
    }
}
