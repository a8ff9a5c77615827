package io.chunkgate.client;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.Optional;
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
            runLater(task);
        }
    }

    /** Runs a task in a later iteration of the event loop. */
    public void runLater(Runnable task) {
        context.runOnContext(v -> task.run());
    }

    /** Runs every call of an upload on this context, so that it can be used from any thread. */
    public RemoteUpload bind(RemoteUpload upload) {
        return new BoundUpload(upload);
    }

    private <T> Future<T> call(Supplier<Future<T>> task) {
        Promise<T> result = Promise.promise();
        run(() -> task.get().onComplete(result));
        return result.future();
    }

    private final class BoundUpload implements RemoteUpload {
        private final RemoteUpload upload;

        BoundUpload(RemoteUpload upload) {
            this.upload = upload;
        }

        @Override
        public String id() {
            return upload.id();
        }

        @Override
        public long offset() {
            return upload.offset();
        }

        @Override
        public Optional<RemoteFile> published() {
            return upload.published();
        }

        @Override
        public Future<Void> write(Buffer bytes) {
            return call(() -> upload.write(bytes));
        }

        @Override
        public Future<RemoteFile> commit(String sha256) {
            return call(() -> upload.commit(sha256));
        }

        @Override
        public Future<Void> discard() {
            return call(upload::discard);
        }

        @Override
        public void close() {
            run(upload::close);
        }
    }
}
