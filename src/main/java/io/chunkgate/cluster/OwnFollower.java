package io.chunkgate.cluster;

import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.FileInfo;
import io.chunkgate.store.Growth;
import io.chunkgate.store.StoreException;
import io.chunkgate.store.StoredFile;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.PromiseInternal;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A file that somebody on this node reads along with, until the upload goes on elsewhere: then what waits here, and every
 * further call, fails with {@code UNAVAILABLE}.
 */
final class OwnFollower implements StoredFile {
    private final Context context;
    private final StoredFile file;
    private final Set<Promise<?>> waiting = ConcurrentHashMap.newKeySet();
    private final Promise<Void> closed = Promise.promise();
    private volatile boolean moved;

    /** @param context on which the file was opened */
    OwnFollower(Context context, StoredFile file) {
        this.context = context;
        this.file = file;
    }

    /** Lets go of the file, whoever reads it. Safe for any thread. */
    void move() {
        context.runOnContext(v -> {
            moved = true;
            waiting.forEach(promise -> promise.tryFail(gone()));
            close();
        });
    }

    /** Succeeds when the store has it back. */
    Future<Void> closed() {
        return closed.future();
    }

    @Override
    public FileInfo info() {
        return file.info();
    }

    @Override
    public Optional<Growth> growth() {
        return file.growth();
    }

    @Override
    public Future<Buffer> read(long position, int length) {
        return untilMoved(file.read(position, length));
    }

    @Override
    public void reuse(Buffer buffer) {
        file.reuse(buffer);
    }

    @Override
    public Future<Void> verify() {
        return untilMoved(file.verify());
    }

    @Override
    public Future<Void> close() {
        return file.close().onComplete(done -> closed.tryComplete());
    }

    private <T> Future<T> untilMoved(Future<T> result) {
        PromiseInternal<T> promise = ((ContextInternal) context).promise();
        waiting.add(promise);
        result.onComplete(done -> {
            if (moved && done.failed()) {
                promise.tryFail(gone());
            } else if (done.succeeded()) {
                promise.tryComplete(done.result());
            } else {
                promise.tryFail(done.cause());
            }
        });
        if (moved) {
            promise.tryFail(gone());
        }
        return promise.future().onComplete(done -> waiting.remove(promise));
    }

    private static StoreException gone() {
        return new StoreException(ErrorCode.UNAVAILABLE, "upload: goes on at another node");
    }
}
