package io.chunkgate.transfer;

import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.StoreException;
import io.chunkgate.store.StoredFile;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;

/**
 * One run of a file's bytes to one client: it owns the open file and the entry in the registry, and gives both back
 * exactly once, whatever ends it: the last byte, a read error, a client that went away, a stall, a cancel.
 *
 * <p>It never ends the client's response: the door does, normally when {@link #done} succeeds and by a visible break
 * (reset, error status, error frame) when it fails, so that a client never takes a part for the whole.
 */
public abstract class Download {
    private final StoredFile file;
    private final Transfer transfer;
    private final StallTimer stall;
    private final Promise<Void> done = Promise.promise();
    private boolean over;

    /**
     * @param file               open; closed by this download
     * @param range              what is sent of it
     * @param transfer           ended by this download
     * @param stallTimeoutMillis how long the client may take no byte that it is given before this ends with
     *                           {@code DEADLINE_EXCEEDED}
     */
    Download(Vertx vertx, StoredFile file, ByteRange range, Transfer transfer, long stallTimeoutMillis) {
        this.file = file;
        this.transfer = transfer;
        transfer.covers(Extent.of(file, range));
        this.stall = new StallTimer(
                vertx,
                stallTimeoutMillis,
                this::progress,
                this::isWaitingForUploader,
                () -> fail(stalled(stallTimeoutMillis)));
    }

    /**
     * Succeeds when the socket took every byte, fails with a {@link StoreException} otherwise; by then the file is closed
     * and the registry forgot the transfer.
     */
    public final Future<Void> done() {
        return done.future();
    }

    /** Ends the download, as when its client went away; {@link #done} fails with the reason. Too late, it does nothing. */
    public final void cancel(StoreException reason) {
        fail(reason);
    }

    /**
     * Stops the flow of bytes; called once, when the download is over. The result comes when nothing uses the file any
     * more, which may need the connection to be broken.
     */
    abstract Future<Void> halt();

    /** A count that grows whenever the client takes bytes. */
    long progress() {
        return transfer.byteCount();
    }

    /** Whether the client took all that there is of a file that grows. */
    boolean isWaitingForUploader() {
        return false;
    }

    final boolean isOver() {
        return over;
    }

    /** Counts bytes that the socket took. */
    final void took(long count) {
        transfer.advanced(count);
    }

    final void complete() {
        finish(Future.succeededFuture(), Outcome.complete());
    }

    /** What fails after the end is a consequence of it, and not worth a word. */
    final void fail(Throwable cause) {
        if (!over) {
            finish(Future.failedFuture(Failures.toStoreException(cause)), Outcome.failed(cause));
        }
    }

    /** As {@link #fail}, when it is the file that cannot be read any further. */
    final void failReading(Throwable cause) {
        if (!over) {
            finish(Future.failedFuture(Failures.toStoreException(cause)), Outcome.failedInStore(cause));
        }
    }

    private void finish(Future<Void> outcome, Outcome how) {
        if (over) {
            return;
        }
        over = true;
        stall.stop();
        halt().eventually(file::close).onComplete(closed -> {
            transfer.end(how);
            outcome.onComplete(done);
        });
    }

    private static StoreException stalled(long timeoutMillis) {
        return StoreException.unexpected(
                ErrorCode.DEADLINE_EXCEEDED, "bytes taken in " + timeoutMillis + " ms", 0, "at least 1");
    }
}
