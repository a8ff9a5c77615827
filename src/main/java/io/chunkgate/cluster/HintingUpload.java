package io.chunkgate.cluster;

import io.chunkgate.cluster.UploadHints.Kind;
import io.chunkgate.store.FileInfo;
import io.chunkgate.store.ForwardingUpload;
import io.chunkgate.store.UnknownDurabilityException;
import io.chunkgate.store.Upload;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** An upload that this node writes. Sends hints on its progress while another node follows it, and on its end. */
final class HintingUpload extends ForwardingUpload {
    /** Several times the period in which followers repeat their hint. */
    private static final long FOLLOWED_NANOS = TimeUnit.SECONDS.toNanos(5);

    private static final long HINT_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private final Context context;
    private final UploadHints hints;
    private final Promise<Void> closed = Promise.promise();
    private Future<Void> syncing = Future.succeededFuture();
    private long followedNanos = System.nanoTime() - FOLLOWED_NANOS;
    private long hintedNanos = System.nanoTime() - HINT_NANOS;

    /** @param context the context that the upload was opened on */
    HintingUpload(Context context, Upload upload, UploadHints hints) {
        super(upload);
        this.context = context;
        this.hints = hints;
    }

    /** Succeeds when the upload is closed. */
    Future<Void> closed() {
        return closed.future();
    }

    /** Called when another node follows the upload. Safe for any thread. */
    void followed() {
        context.runOnContext(v -> {
            followedNanos = System.nanoTime();
            syncInOrder().onSuccess(stored -> hintProgress());
        });
    }

    /** Stores bytes that are only in memory, since another node is to resume or describe the upload. Safe for any thread. */
    Future<Void> syncSoon() {
        Promise<Void> synced = Promise.promise();
        context.runOnContext(v -> syncInOrder().onComplete(synced));
        return synced.future();
    }

    /** Syncs run one after the other: a running one may have begun before the last bytes arrived. */
    private Future<Void> syncInOrder() {
        syncing = syncing.transform(before -> isDirty() ? sync().mapEmpty() : Future.succeededFuture());
        return syncing;
    }

    private boolean isDirty() {
        return !closed.future().isComplete() && !lost().isComplete() && offset() > durableOffset();
    }

    @Override
    public Future<Long> write(long offset, Buffer data) {
        return super.write(offset, data).onSuccess(end -> hintProgress());
    }

    @Override
    public Future<Void> commitStaged() {
        return super.commitStaged().onSuccess(committed -> hintProgress());
    }

    @Override
    public Future<FileInfo> commit(Optional<String> sha256) {
        return super.commit(sha256).onComplete(done -> {
            if (done.succeeded()
                    || UnknownDurabilityException.publishedBy(done.cause()).isPresent()) {
                hints.send(Kind.COMMITTED, id());
            }
        });
    }

    @Override
    public Future<Void> discard() {
        return super.discard().onSuccess(gone -> hints.send(Kind.DISCARDED, id()));
    }

    @Override
    public Future<Void> close() {
        return super.close().onComplete(done -> closed.tryComplete());
    }

    private void hintProgress() {
        long now = System.nanoTime();
        if (now - followedNanos < FOLLOWED_NANOS && now - hintedNanos >= HINT_NANOS) {
            hintedNanos = now;
            hints.send(Kind.PROGRESS, id());
        }
    }
}
