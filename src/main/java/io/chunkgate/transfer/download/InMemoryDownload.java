package io.chunkgate.transfer.download;

import io.chunkgate.io.ByteRange;
import io.chunkgate.store.StoredFile;
import io.chunkgate.transfer.Transfer;
import io.chunkgate.transfer.TransferOutcome;
import io.chunkgate.transfer.TransferRange;
import io.vertx.core.Future;

/** A download that is a single write, of bytes that are in memory already or of none. */
public final class InMemoryDownload {
    private InMemoryDownload() {}

    /**
     * Reports the download to the registry.
     *
     * @param file     described in the registry; not closed
     * @param transfer ended when the write completes
     * @param written  the result of the write
     */
    public static void track(StoredFile file, ByteRange range, Transfer transfer, Future<Void> written) {
        transfer.setTransferRange(TransferRange.of(file, range));
        written.onComplete(taken -> {
            if (taken.succeeded()) {
                transfer.addBytes(range.length());
            }
            transfer.end(taken.succeeded() ? TransferOutcome.complete() : TransferOutcome.aborted());
        });
    }
}
