package io.chunkgate.store;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.util.Optional;

/**
 * An upload as its writer uses it. Used from the context that created or resumed it, one call at a time, each after the
 * result of the one before; {@link #close} may be called at any time.
 *
 * <p>Another writer may take the upload over ({@link FileStore#resume}). From then on every call here but {@code close}
 * fails with {@code ABORTED}, and the other writer continues after the stored bytes.
 *
 * <p>A failed write or sync ends the upload: the content of the disk is then unknown, so the store discards the upload, and
 * followers fail. Calls that fail because of the client (offset, size) do not change the upload.
 */
public interface Upload {
    UploadId id();

    /** As announced, with the size of {@link #setSize}. */
    UploadSpec spec();

    /** Every byte below this offset is stored, and survives a lost connection and the end of the process. */
    long offset();

    /** Every byte below this offset was reported as durable by {@link #sync}: it survives a power loss. */
    long durableOffset();

    /** When the upload is deleted if it is not written to before. */
    Instant expiresAt();

    /**
     * Completes when this writer loses the upload: another writer took it over, it was discarded, or it expired. Further
     * calls fail with the value. Never completes otherwise.
     */
    Future<StoreException> lost();

    /**
     * Writes the next bytes. Followers see them before this succeeds.
     *
     * @param offset must equal {@link #offset}, else {@code FAILED_PRECONDITION} with the expected one
     * @param data   must not change before the result. Bytes beyond the announced or the maximum size: {@code OUT_OF_RANGE}.
     *               A full disk: {@code RESOURCE_EXHAUSTED}; after this failure of the disk alone the upload can be resumed
     * @return the new offset
     */
    Future<Long> write(long offset, Buffer data);

    /** Makes the stored bytes durable; returns the new durable offset. */
    Future<Long> sync();

    /**
     * Announces the size of an upload that began without one; durable with the result. The same size may be repeated.
     *
     * @param size at least {@link #offset}, else {@code INVALID_ARGUMENT}; another size than before:
     *             {@code FAILED_PRECONDITION}
     */
    Future<Void> setSize(long size);

    /**
     * Stages the bytes that are written from now on: followers do not see them, {@link UploadInfo} does not count them, and
     * they are dropped when this upload is closed or taken over, or the process ends. {@link #offset} counts them. Ended by
     * {@link #commitStaged} or {@link #rollback}. For protocols that verify a checksum before they accept bytes.
     */
    Future<Void> stage();

    /** Makes the staged bytes part of the upload. */
    Future<Void> commitStaged();

    /** Drops the staged bytes; returns the offset at which they began. */
    Future<Long> rollback();

    /**
     * Makes the bytes durable, checks size, digest and condition, and publishes the file in one step. A part is not
     * published, only completed.
     *
     * <p>Another size than announced fails with {@code FAILED_PRECONDITION} and does not change the upload; neither does
     * {@code RESOURCE_EXHAUSTED} for a full disk or a lack of descriptors. Every other failure discards the upload:
     * {@code DATA_LOSS} for another digest, {@code ALREADY_EXISTS} or {@code FAILED_PRECONDITION} for the condition (see
     * {@link PublishCondition}), a failed sync of the disk. {@link UnknownDurabilityException} is no such failure: the file is
     * published, and the upload complete.
     *
     * @param sha256 64 lower-case hexadecimal digits, if the client sends the digest only now
     */
    Future<FileInfo> commit(Optional<String> sha256);

    /** As {@link #commit(Optional)}, without a digest that is sent only now. */
    default Future<FileInfo> commit() {
        return commit(Optional.empty());
    }

    /** Ends the upload and deletes its bytes; its id is then unknown. Does nothing after a commit or when called again. */
    Future<Void> discard();

    /**
     * Releases the upload; must be called in any case. An upload that was neither committed nor discarded stays until it
     * expires if it is resumable, and is discarded otherwise. Further calls do nothing.
     */
    Future<Void> close();
}
