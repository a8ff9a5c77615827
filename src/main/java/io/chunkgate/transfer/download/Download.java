package io.chunkgate.transfer.download;

import io.chunkgate.io.ByteRange;
import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.StoreException;
import io.chunkgate.store.StoredFile;
import io.chunkgate.transfer.Failures;
import io.chunkgate.transfer.Transfer;
import io.chunkgate.transfer.TransferOutcome;
import io.chunkgate.transfer.TransferRange;
import io.chunkgate.transfer.rate.MinRate;
import io.chunkgate.transfer.rate.StallTimer;
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
    private static final long NONE = -1;

    private final Vertx vertx;
    private final StoredFile file;
    private final Transfer transfer;
    private final StallTimer stall;
    private final Promise<Void> done = Promise.promise();
    private boolean over;
    private long limiterTimer = NONE;
    private boolean heldBack;

    /**
     * @param file               open; closed by this download
     * @param range              what is sent of it
     * @param transfer           ended by this download
     * @param limit              a client that takes too little of what it is given ends this with
     *                           {@code DEADLINE_EXCEEDED}
     * @param progressPerByte    by how much {@link #progress} grows for a byte
     */
    Download(Vertx vertx, StoredFile file, ByteRange range, Transfer transfer, MinRate limit, int progressPerByte) {
        this.vertx = vertx;
        this.file = file;
        this.transfer = transfer;
        transfer.covers(TransferRange.of(file, range));
        long needed = file.progress().isPresent() ? 1 : limit.neededBytes() * progressPerByte;
        this.stall = new StallTimer(
                vertx,
                limit,
                needed,
                this::progress,
                this::isExcused,
                grown -> fail(stalled(limit, grown / progressPerByte)));
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

    /** How many bytes are to be sent at a time; as many as fit where there are no rates. */
    final int partBytes() {
        return transfer.limiter().partBytes();
    }

    /** Runs a step that sends so many bytes: at once, or when the transfer's rates allow it, unless it is over by then. */
    final void paced(long byteCount, Runnable step) {
        long delayMillis = transfer.limiter().delayMillis(byteCount);
        if (delayMillis == 0) {
            step.run();
            return;
        }
        heldBack = true;
        limiterTimer = vertx.setTimer(delayMillis, id -> {
            heldBack = true;
            step.run();
        });
    }

    /** That the gateway let it wait is not the client's fault, for the period in which that was. */
    private boolean isExcused() {
        boolean excused = heldBack;
        heldBack = false;
        return excused || isWaitingForUploader();
    }

    final boolean isOver() {
        return over;
    }

    /** Counts bytes that the socket took. */
    final void took(long count) {
        transfer.advanced(count);
    }

    final void complete() {
        finish(Future.succeededFuture(), TransferOutcome.complete());
    }

    /** What fails after the end is a consequence of it, and not worth a word. */
    final void fail(Throwable cause) {
        if (!over) {
            finish(Future.failedFuture(Failures.toStoreException(cause)), TransferOutcome.failed(cause));
        }
    }

    /** As {@link #fail}, when it is the file that cannot be read any further. */
    final void failReading(Throwable cause) {
        if (!over) {
            finish(Future.failedFuture(Failures.toStoreException(cause)), TransferOutcome.failedInStore(cause));
        }
    }

    private void finish(Future<Void> outcome, TransferOutcome how) {
        if (over) {
            return;
        }
        over = true;
        stall.stop();
        vertx.cancelTimer(limiterTimer);
        halt().eventually(file::close).onComplete(closed -> {
            transfer.end(how);
            outcome.onComplete(done);
        });
    }

    private static StoreException stalled(MinRate limit, long taken) {
        return StoreException.unexpected(
                ErrorCode.DEADLINE_EXCEEDED,
                "bytes taken in " + limit.periodMillis() + " ms",
                taken,
                "at least " + limit.neededBytes());
    }
}
