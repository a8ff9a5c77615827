package io.chunkgate.transfer.upload;

import io.chunkgate.store.FileInfo;
import io.chunkgate.store.FileStore;
import io.chunkgate.store.Upload;
import io.chunkgate.store.UploadId;
import io.chunkgate.store.UploadSpec;
import io.chunkgate.transfer.Transfer;
import io.chunkgate.transfer.TransferOutcome;
import io.chunkgate.transfer.TransferRange;
import io.chunkgate.transfer.download.Download;
import io.vertx.core.Future;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One run of a client's bytes into the store: the counterpart of {@link Download}. It owns the open upload and the entry
 * in the registry, and gives both back exactly once, by {@link #publish}, {@link #keep} or {@link #discard}. Used from
 * the context that began it.
 */
public final class UploadSession {
    private final Upload upload;
    private final Transfer transfer;
    private final UploadWriteStream stream;

    private UploadSession(Upload upload, Transfer transfer) {
        this.upload = upload;
        this.transfer = transfer;
        transfer.concerns(upload.id());
        OptionalLong size = upload.spec().size();
        transfer.covers(new TransferRange(upload.offset(), size, size, Optional.empty()));
        this.stream = new UploadWriteStream(upload, transfer);
    }

    /**
     * Creates the upload. On failure, which is the store's, nothing is left open.
     *
     * @param transfer ended by the intake
     */
    public static Future<UploadSession> begin(FileStore store, UploadSpec spec, Transfer transfer) {
        return of(store.create(spec), transfer);
    }

    /** As {@link #begin}, with an upload that was begun before, which is taken over from whoever still writes it. */
    public static Future<UploadSession> resume(FileStore store, UploadId id, Transfer transfer) {
        return of(store.resume(id), transfer);
    }

    /**
     * As {@link #begin}, with an upload that the caller opens.
     *
     * @param opening closed by the intake
     */
    public static Future<UploadSession> of(Future<Upload> opening, Transfer transfer) {
        return opening.map(upload -> new UploadSession(upload, transfer))
                .onFailure(cause -> transfer.end(TransferOutcome.failed(cause)));
    }

    /** For its id and offsets, and for what is done between writes; ended by this intake and nobody else. */
    public Upload upload() {
        return upload;
    }

    /** Whether rates of the operator may make the client wait. */
    public boolean isPaced() {
        return transfer.isPaced();
    }

    /** Where the client's bytes go; ended by this intake and nobody else. */
    public UploadWriteStream stream() {
        return stream;
    }

    /**
     * Stores what waits and publishes the file. When that fails, nothing is published: the bytes of a resumable upload
     * whose only fault is its size are kept, others are deleted.
     *
     * @param sha256 64 lower-case hexadecimal digits, where the client says the digest only now
     */
    public Future<FileInfo> publish(Optional<String> sha256) {
        return ended(TransferOutcome.complete(), stream.end().compose(stored -> upload.commit(sha256)));
    }

    /** As {@link #publish(Optional)}, where the client said the digest before or not at all. */
    public Future<FileInfo> publish() {
        return publish(Optional.empty());
    }

    /**
     * Stores what waits and leaves the upload for another to go on with: after a piece that was not the last, and when
     * the connection is lost. An upload that is not resumable is discarded.
     *
     * @return the offset where it goes on
     */
    public Future<Long> keep() {
        TransferOutcome kept = upload.spec().resumable() ? TransferOutcome.kept() : TransferOutcome.aborted();
        return ended(kept, stream.end().map(stored -> upload.offset()));
    }

    /**
     * Publishes nothing and deletes the bytes, as the client wants it; succeeds when the store has nothing of them any more.
     */
    public Future<Void> discard() {
        return discard(TransferOutcome.aborted());
    }

    /** As {@link #discard()}, because of what went wrong. */
    public Future<Void> discard(Throwable cause) {
        return discard(TransferOutcome.failed(cause));
    }

    private Future<Void> discard(TransferOutcome how) {
        return ended(how, stream.end().transform(settled -> upload.discard()));
    }

    private <T> Future<T> ended(TransferOutcome well, Future<T> ending) {
        return ending.eventually(upload::close)
                .onComplete(result -> transfer.end(result.succeeded() ? well : TransferOutcome.failed(result.cause())));
    }
}
