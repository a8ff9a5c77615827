package io.chunkgate.transfer.download;

import io.chunkgate.io.ByteRange;
import io.chunkgate.io.internal.VertxInternals;
import io.chunkgate.store.StoreException;
import io.chunkgate.store.StoredFile;
import io.chunkgate.transfer.Failures;
import io.chunkgate.transfer.Transfer;
import io.chunkgate.transfer.TransferOutcome;
import io.chunkgate.transfer.TransferRange;
import io.chunkgate.transfer.rate.MinRate;
import io.chunkgate.transfer.rate.RateWatch;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;

/**
 * Sends a range of a file to one client. Owns the open file and the entry in the registry, and releases both exactly once,
 * however the download ends: completion, read error, lost client, stall or cancellation.
 *
 * <p>It never ends the client's response. The server ends the response when {@link #done} succeeds, and resets it or sends an
 * error when {@link #done} fails, so that the client never mistakes a part for the whole.
 */
public abstract class Download {
    private static final long NONE = -1;

    private final Vertx vertx;
    private final StoredFile file;
    private final Transfer transfer;
    private final RateWatch stall;
    private final Promise<Void> done = VertxInternals.promise();
    private boolean over;
    private long delayTimer = NONE;
    /** Whether a rate limit delayed the client since the last check; a delay may be longer than several periods. */
    private boolean delayed;

    /**
     * @param file            open; closed by this download
     * @param transfer        ended by this download
     * @param limit           a client that takes fewer bytes fails this with {@code DEADLINE_EXCEEDED}
     * @param progressPerByte the increase of {@link #progress} for a byte
     */
    Download(Vertx vertx, StoredFile file, ByteRange range, Transfer transfer, MinRate limit, int progressPerByte) {
        this.vertx = vertx;
        this.file = file;
        this.transfer = transfer;
        transfer.setTransferRange(TransferRange.of(file, range));
        long needed = file.progress().isPresent() ? 1 : limit.neededBytes() * progressPerByte;
        this.stall = new RateWatch(
                vertx,
                limit.periodMillis(),
                needed,
                this::progress,
                this::isExcused,
                increase -> fail(limit.violation("bytes taken", increase / progressPerByte)));
        stall.start();
        transfer.cancelled().onSuccess(this::cancel);
    }

    /**
     * Succeeds when the socket took every byte, fails with a {@link StoreException} otherwise; the file is closed and the
     * transfer removed from the registry by then.
     */
    public final Future<Void> done() {
        return done.future();
    }

    /** Ends the download; {@link #done} fails with the reason. Does nothing when the download is over. */
    public final void cancel(StoreException reason) {
        fail(reason);
    }

    /**
     * Stops sending; called once, when the download is over. Completes when the file is no longer used, for which the
     * connection may have to be closed.
     */
    abstract Future<Void> halt();

    /** Returns a count that increases whenever the client takes bytes. */
    long progress() {
        return transfer.byteCount();
    }

    /** Whether the client took all bytes that an upload has so far. */
    boolean isWaitingForUploader() {
        return false;
    }

    /** Returns the count of bytes to send at a time; {@link Integer#MAX_VALUE} without a rate limit. */
    final int partBytes() {
        return transfer.limiter().partBytes();
    }

    /** Runs a step that sends so many bytes as soon as the rate limits allow, unless the download is over by then. */
    final void rateLimited(long byteCount, Runnable step) {
        long delayMillis = transfer.limiter().delayMillis(byteCount);
        if (delayMillis == 0) {
            step.run();
            return;
        }
        delayed = true;
        delayTimer = vertx.setTimer(delayMillis, id -> {
            delayTimer = NONE;
            step.run();
        });
    }

    /** A period in which a rate limit delayed the client does not count as a stall. */
    private boolean isExcused() {
        boolean excused = delayed;
        delayed = delayTimer != NONE;
        return excused || isWaitingForUploader();
    }

    final boolean isOver() {
        return over;
    }

    /** Counts bytes that the socket took. */
    final void countBytes(long count) {
        transfer.addBytes(count);
    }

    final void complete() {
        finish(Future.succeededFuture(), TransferOutcome.complete());
    }

    /** Failures after the end are consequences of the end and ignored. */
    final void fail(Throwable cause) {
        if (!over) {
            finish(Future.failedFuture(Failures.toStoreException(cause)), TransferOutcome.failed(cause));
        }
    }

    /** As {@link #fail}, for an error of the file. */
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
        vertx.cancelTimer(delayTimer);
        halt().eventually(file::close).onComplete(closed -> {
            transfer.end(how);
            outcome.onComplete(done);
        });
    }
}
