package io.chunkgate.cluster;

import io.chunkgate.cluster.UploadHints.Kind;
import io.chunkgate.store.FileInfo;
import io.chunkgate.store.ForwardingUpload;
import io.chunkgate.store.Upload;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** An upload that this node writes. It tells the other nodes when it grows, if one of them follows it, and when it ends. */
final class HintingUpload extends ForwardingUpload {
    /** A follower repeats its hint every second. */
    private static final long FOLLOWED_NANOS = TimeUnit.SECONDS.toNanos(5);

    private static final long HINT_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private final Context context;
    private final UploadHints hints;
    private final Promise<Void> closed = Promise.promise();
    private Future<Void> syncing = Future.succeededFuture();
    private long followedAt = System.nanoTime() - FOLLOWED_NANOS;
    private long hintedAt = System.nanoTime() - HINT_NANOS;

    /** @param context on which the upload was opened */
    HintingUpload(Context context, Upload upload, UploadHints hints) {
        super(upload);
        this.context = context;
        this.hints = hints;
    }

    /** Succeeds when the upload was closed. */
    Future<Void> closed() {
        return closed.future();
    }

    /** Another node follows the upload. Safe for any thread. */
    void followed() {
        context.runOnContext(v -> {
            followedAt = System.nanoTime();
            syncInTurn().onSuccess(stored -> grew());
        });
    }

    /** Stores what is in memory, as the upload is to be continued or described elsewhere. Safe for any thread. */
    Future<Void> syncSoon() {
        Promise<Void> synced = Promise.promise();
        context.runOnContext(v -> syncInTurn().onComplete(synced));
        return synced.future();
    }

    /** A sync that runs may have begun before the last bytes came. */
    private Future<Void> syncInTurn() {
        syncing = syncing.transform(before -> isDirty() ? sync().mapEmpty() : Future.succeededFuture());
        return syncing;
    }

    private boolean isDirty() {
        return !closed.future().isComplete() && !lost().isComplete() && offset() > durableOffset();
    }

    @Override
    public Future<Long> write(long offset, Buffer data) {
        return super.write(offset, data).onSuccess(end -> grew());
    }

    @Override
    public Future<Void> commitStaged() {
        return super.commitStaged().onSuccess(kept -> grew());
    }

    @Override
    public Future<FileInfo> commit(Optional<String> sha256) {
        return super.commit(sha256).onSuccess(file -> hints.send(Kind.COMMITTED, id()));
    }

    @Override
    public Future<Void> discard() {
        return super.discard().onSuccess(gone -> hints.send(Kind.DISCARDED, id()));
    }

    @Override
    public Future<Void> close() {
        return super.close().onComplete(done -> closed.tryComplete());
    }

    private void grew() {
        long now = System.nanoTime();
        if (now - followedAt < FOLLOWED_NANOS && now - hintedAt >= HINT_NANOS) {
            hintedAt = now;
            hints.send(Kind.GREW, id());
        }
    }
}
