package io.chunkgate.store;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;

/** A file on its way into the store, written by one transfer, in order. Used from the context that created it. */
public interface Upload {
    UploadId id();

    UploadSpec spec();

    /** Every byte below this offset is stored; the next write starts here. */
    long offset();

    /**
     * Writes the next bytes. One write at a time: the next only after the result of this one.
     *
     * @param offset must equal {@link #offset}, else {@code FAILED_PRECONDITION} with the wanted one
     * @param data   not changed by the caller until the result is there; past the announced size: {@code OUT_OF_RANGE}
     * @return the new offset. A failed write leaves the offset where it was; the upload can then only be discarded
     */
    Future<Long> write(long offset, Buffer data);

    /**
     * Makes the bytes durable, checks size and digest, and publishes the file in one step. On failure nothing is
     * published: {@code FAILED_PRECONDITION} for another size than announced, {@code DATA_LOSS} for another digest,
     * {@code ALREADY_EXISTS} when the name was to be new and is not.
     */
    Future<FileInfo> commit();

    /** Ends the upload and deletes its bytes. After a commit it does nothing. */
    Future<Void> discard();

    /** Gives the descriptor back. Further calls do nothing. */
    Future<Void> close();
}
