package io.chunkgate.store;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.util.Optional;

/**
 * A file on its way into the store, as its one writer holds it. Used from the context that created or resumed it, one
 * call at a time: the next only after the result of the one before ({@link #close} may come any time).
 *
 * <p>Another writer may take the upload over ({@link FileStore#resume}). From then on every call here but {@code close}
 * fails with {@code ABORTED}, and what was stored through this is the other's to go on from.
 *
 * <p>A failed write or sync ends the upload: what the disk holds is then unknown, so the store discards it, and followers
 * see that. Calls that fail for what the client did wrong (offset, size) leave it as it was.
 */
public interface Upload {
    UploadId id();

    /** As announced, with the size that was set later. */
    UploadSpec spec();

    /** Every byte below this offset is stored, and survives a lost connection and the end of the process. */
    long offset();

    /** Every byte below this offset was reported as durable by {@link #sync}: it survives a power loss. */
    long durableOffset();

    /** When the upload is deleted unless it is written to before. */
    Instant expiresAt();

    /**
     * Completes when the upload is no longer this one's to write: another writer took it over, somebody discarded it, or
     * it expired. The value is what further calls fail with. Never completes otherwise.
     */
    Future<StoreException> lost();

    /**
     * Writes the next bytes. Followers see them with the result at the latest.
     *
     * @param offset must equal {@link #offset}, else {@code FAILED_PRECONDITION} with the wanted one
     * @param data   not changed by the caller until the result is there; past the announced size: {@code OUT_OF_RANGE};
     *               past the largest size that the store takes: {@code OUT_OF_RANGE}; when the disk gets full:
     *               {@code RESOURCE_EXHAUSTED}, which alone of the disk's failures leaves the upload to be resumed
     * @return the new offset
     */
    Future<Long> write(long offset, Buffer data);

    /** Makes the stored bytes durable; returns the new durable offset. */
    Future<Long> sync();

    /**
     * Announces the size of an upload that began without one; durable with the result. The same size again is fine.
     *
     * @param size at least {@link #offset}, else {@code INVALID_ARGUMENT}; another than before: {@code FAILED_PRECONDITION}
     */
    Future<Void> setSize(long size);

    /**
     * From here on, what is written is provisional: followers do not see it, {@link UploadInfo} does not count it, and it
     * is dropped when this upload is closed, taken over, or its process ends. {@link #offset} counts it. Ended by
     * {@link #commitStaged} or {@link #rollback}; for protocols that check a piece before they take it.
     */
    Future<Void> stage();

    /** Makes what was written since {@link #stage} part of the upload. */
    Future<Void> commitStaged();

    /** Forgets what was written since {@link #stage}; returns the offset where that began. */
    Future<Long> rollback();

    /**
     * Makes the bytes durable, checks size, digest and condition, and publishes the file in one step. A part is not
     * published, only completed.
     *
     * <p>Another size than announced fails with {@code FAILED_PRECONDITION} and leaves the upload as it was, and so does
     * {@code RESOURCE_EXHAUSTED}, a full disk or a lack of descriptors. Every other failure ends and discards it: {@code DATA_LOSS} for another digest, {@code ALREADY_EXISTS} or
     * {@code FAILED_PRECONDITION} for the condition (see {@link PublishCondition}), a failed sync of the disk.
     *
     * @param sha256 64 lower-case hexadecimal digits, where the client says the digest only now
     */
    Future<FileInfo> commit(Optional<String> sha256);

    /** As {@link #commit(Optional)}, where the client said the digest before or not at all. */
    default Future<FileInfo> commit() {
        return commit(Optional.empty());
    }

    /** Ends the upload and deletes its bytes; its id is unknown from now on. After a commit, or a second time, it does nothing. */
    Future<Void> discard();

    /**
     * Gives the descriptor back; to be called in any case. A resumable upload that was neither committed nor discarded is
     * kept until it expires; another is discarded. Further calls do nothing.
     */
    Future<Void> close();
}
