package io.chunkgate.transfer.upload;

import io.chunkgate.io.internal.VertxInternals;
import io.chunkgate.store.FileInfo;
import io.chunkgate.store.FileStore;
import io.chunkgate.store.Upload;
import io.chunkgate.store.UploadId;
import io.chunkgate.transfer.Transfer;
import io.chunkgate.transfer.TransferOutcome;
import io.chunkgate.transfer.TransferRange;
import io.chunkgate.transfer.download.Download;
import io.vertx.core.Future;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Writes the bytes of one client to an upload: the counterpart of {@link Download}. Owns the open upload and the entry in
 * the registry, and releases both exactly once, by {@link #publish}, {@link #suspend} or {@link #discard}. Used from the
 * context that began it.
 */
public final class UploadSession {
    private final Upload upload;
    private final Transfer transfer;
    private final UploadWriteStream stream;
    private @Nullable Future<Void> stored;

    private UploadSession(Upload upload, Transfer transfer) {
        this.upload = new CancellableUpload(upload, transfer.cancelled());
        this.transfer = transfer;
        transfer.setUpload(upload.id());
        OptionalLong size = upload.spec().size();
        transfer.setTransferRange(new TransferRange(upload.offset(), size, size, Optional.empty()));
        this.stream = new UploadWriteStream(this.upload, transfer);
    }

    /** As {@link #of}, for an existing upload, which is taken over from its current writer. */
    public static Future<UploadSession> resume(FileStore store, UploadId id, Transfer transfer) {
        return of(() -> store.resume(id), transfer);
    }

    /**
     * Writes to an upload that the caller opens. When opening fails, nothing is left open.
     *
     * @param opening  opens the upload, which the session closes; what it throws, the future fails with
     * @param transfer ended by the session
     */
    public static Future<UploadSession> of(Supplier<Future<Upload>> opening, Transfer transfer) {
        return VertxInternals.succeeded(null)
                .compose(v -> opening.get())
                .compose(upload -> of(upload, transfer))
                .onFailure(cause -> transfer.end(TransferOutcome.failed(cause)));
    }

    private static Future<UploadSession> of(Upload upload, Transfer transfer) {
        return VertxInternals.succeeded(null)
                .map(v -> new UploadSession(upload, transfer))
                .recover(cause -> upload.close().transform(closed -> Future.failedFuture(cause)));
    }

    /** Returns the upload, for its id, its offsets and calls between writes. Only this session closes it. */
    public Upload upload() {
        return upload;
    }

    /** Whether a configured rate limit applies. */
    public boolean isRateLimited() {
        return transfer.isRateLimited();
    }

    /** Returns the stream that takes the client's bytes; {@link #stored} ends it. */
    public UploadWriteStream stream() {
        return stream;
    }

    /** Ends the stream, if it was not ended before; succeeds when all of its bytes are stored. */
    public Future<Void> stored() {
        if (stored == null) {
            stored = stream.end();
        }
        return stored;
    }

    /**
     * Writes pending bytes and publishes the file. On failure nothing is published, and the bytes are deleted unless a
     * resumable upload merely has the wrong size.
     *
     * @param sha256 64 lower-case hexadecimal digits, if the client sends the digest only now
     */
    public Future<FileInfo> publish(Optional<String> sha256) {
        return ended(TransferOutcome.complete(), stored().compose(v -> upload.commit(sha256)));
    }

    /** As {@link #publish(Optional)}, if the client sent the digest before or not at all. */
    public Future<FileInfo> publish() {
        return publish(Optional.empty());
    }

    /**
     * Writes pending bytes and closes the upload, so that it can be resumed: after a part that was not the last one, or when
     * the connection is lost. An upload that is not resumable is discarded.
     *
     * @return the offset where the upload is to be resumed
     */
    public Future<Long> suspend() {
        TransferOutcome outcome = upload.spec().resumable() ? TransferOutcome.suspended() : TransferOutcome.aborted();
        return ended(outcome, stored().map(v -> upload.offset()));
    }

    /** Deletes the upload on behalf of the client; succeeds when the store has deleted all of it. */
    public Future<Void> discard() {
        return discard(TransferOutcome.aborted());
    }

    /** As {@link #discard()}, because of an error. */
    public Future<Void> discard(Throwable cause) {
        return discard(TransferOutcome.failed(cause));
    }

    private Future<Void> discard(TransferOutcome outcome) {
        return ended(outcome, stored().transform(settled -> upload.discard()));
    }

    private <T> Future<T> ended(TransferOutcome success, Future<T> ending) {
        return ending.eventually(upload::close)
                .onComplete(
                        result -> transfer.end(result.succeeded() ? success : TransferOutcome.failed(result.cause())));
    }
}
