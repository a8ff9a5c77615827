package io.chunkgate.transfer;

import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.StoreException;
import io.chunkgate.store.StoredFile;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.Optional;
import java.util.OptionalLong;

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
        transfer.covers(extent(file, range));
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
        finish(Future.succeededFuture());
    }

    /** What fails after the end is a consequence of it, and not worth a word. */
    final void fail(Throwable cause) {
        if (!over) {
            finish(Future.failedFuture(Failures.toStoreException(cause)));
        }
    }

    private void finish(Future<Void> outcome) {
        if (over) {
            return;
        }
        over = true;
        stall.stop();
        halt().eventually(file::close).onComplete(closed -> {
            transfer.end(outcome.succeeded() ? Outcome.complete() : Outcome.failed(outcome.cause()));
            outcome.onComplete(done);
        });
    }

    private static Extent extent(StoredFile file, ByteRange range) {
        return file.growth()
                .map(growth -> new Extent(range.start(), end(range), growth.size(), Optional.empty()))
                .orElseGet(() -> new Extent(
                        range.start(),
                        end(range),
                        OptionalLong.of(file.info().size()),
                        Optional.of(file.info().etag())));
    }

    private static OptionalLong end(ByteRange range) {
        return range.end() == Long.MAX_VALUE ? OptionalLong.empty() : OptionalLong.of(range.end());
    }

    private static StoreException stalled(long timeoutMillis) {
        return StoreException.unexpected(
                ErrorCode.DEADLINE_EXCEEDED, "bytes taken in " + timeoutMillis + " ms", 0, "at least 1");
    }
}
