package io.chunkgate.store.local;

import io.chunkgate.io.internal.DirectMemory;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Arrays;
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
        int end = target.limit();
        int count = 0;
        while (target.position() < end && count >= 0) {
            count = file.read(target.limit(endOfStep(target, end)), position + target.position());
        }
        target.limit(end);
        return target.position();
    }

    /** Writes all bytes of the blocks at the position of the file: direct ones by one call of the system. Blocks. */
    static void write(ByteBuffer[] blocks, FileChannel file) throws IOException {
        boolean areDirect = Arrays.stream(blocks).allMatch(ByteBuffer::isDirect);
        for (ByteBuffer block : blocks) {
            int end = block.limit();
            while (block.position() < end) {
                if (areDirect) {
                    file.write(blocks);
                } else {
                    file.write(block.limit(endOfStep(block, end)));
                }
            }
        }
    }

    private static int endOfStep(ByteBuffer memory, int end) {
        return memory.isDirect() ? end : Math.min(end, memory.position() + DirectMemory.HEAP_STEP_BYTES);
    }
}
