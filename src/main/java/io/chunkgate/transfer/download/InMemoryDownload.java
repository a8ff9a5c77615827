package io.chunkgate.transfer.download;

import io.chunkgate.io.ByteRange;
import io.chunkgate.store.StoredFile;
import io.chunkgate.transfer.Transfer;
import io.chunkgate.transfer.TransferOutcome;
import io.chunkgate.transfer.TransferRange;
import io.vertx.core.Future;

/** A download of bytes that are in memory already, or of none: nothing is left to read, so it is one write. */
public final class InMemoryDownload {
    private InMemoryDownload() {}

    /**
     * Accounts for it.
     *
     * @param file     for what is known of it; not closed by this
     * @param transfer ended when the socket took the bytes, or never will
     * @param written  the outcome of the write
     */
    public static void of(StoredFile file, ByteRange range, Transfer transfer, Future<Void> written) {
        transfer.covers(TransferRange.of(file, range));
        written.onComplete(taken -> {
            if (taken.succeeded()) {
                transfer.advanced(range.length());
            }
            transfer.end(taken.succeeded() ? TransferOutcome.complete() : TransferOutcome.aborted());
        });
    }
}
