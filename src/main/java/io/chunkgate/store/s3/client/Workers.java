package io.chunkgate.store.s3.client;

import io.chunkgate.store.RunningDigest;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.nio.ByteBuffer;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/** Threads that sign requests and compute digests, so that event loops do not. */
public final class Workers {
    private static final int THREADS = Math.max(4, Runtime.getRuntime().availableProcessors());

    private final ExecutorService threads;

    public Workers() {
        AtomicInteger count = new AtomicInteger();
        threads = Executors.newFixedThreadPool(THREADS, task -> {
            Thread thread = new Thread(task, "chunkgate-s3-" + count.getAndIncrement());
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Runs the work; the result arrives on any thread. */
    public <T> Future<T> run(Callable<T> work) {
        Promise<T> result = Promise.promise();
        try {
            threads.execute(() -> {
                try {
                    result.complete(work.call());
                } catch (Throwable e) {
                    result.fail(e);
                }
            });
        } catch (RejectedExecutionException closed) {
            result.fail(closed);
        }
        return result.future();
    }

    /** Adds bytes to a digest. */
    public Future<Void> digest(RunningDigest digest, Buffer bytes) {
        return run(() -> {
            digest.update(digest.position(), ByteBuffer.wrap(bytes.getBytes()));
            return null;
        });
    }

    /** Submitted work still runs. */
    public void close() {
        threads.shutdown();
    }
}
