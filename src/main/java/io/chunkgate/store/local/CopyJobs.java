package io.chunkgate.store.local;

import io.chunkgate.io.internal.VertxInternals;
import io.chunkgate.store.CopySpec;
import io.chunkgate.store.FileInfo;
import io.chunkgate.store.FolderName;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/**
 * Runs copies of files and folders, which take as long as reading and writing them. Has its own threads, so that copies do not
 * delay other reads and writes, and may wait for these.
 */
final class CopyJobs {
    private static final int THREADS = 8;

    private final StoreRoot root;
    private final FileCopier files;
    private final FolderCopier folders;
    private final WorkerExecutor workers;

    CopyJobs(Vertx vertx, StoreRoot root, FileCopier files, FolderCopier folders) {
        this.root = root;
        this.files = files;
        this.folders = folders;
        workers = vertx.createSharedWorkerExecutor("chunkgate-copies", THREADS, Integer.MAX_VALUE, TimeUnit.SECONDS);
    }

    /** @param context on which the result arrives */
    Future<FileInfo> copy(Context context, CopySpec spec) {
        return run(context, spec.from(), () -> files.copy(context, spec));
    }

    /** @param context on which the result arrives */
    Future<Void> copyFolder(Context context, FolderName from, FolderName to) {
        return run(context, from, () -> {
                    folders.copy(context, from, to);
                    return to;
                })
                .mapEmpty();
    }

    /** Interrupts running copies. */
    Future<Void> close() {
        return workers.close();
    }

    private <T> Future<T> run(Context context, Object name, Callable<T> copy) {
        Future<T> result = workers.executeBlocking(
                () -> {
                    root.requirePresent();
                    return copy.call();
                },
                false);
        return VertxInternals.onContext(
                context, result.recover(cause -> Future.failedFuture(DiskErrors.translate(name, cause))));
    }
}
