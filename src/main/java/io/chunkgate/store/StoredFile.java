package io.chunkgate.store;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.nio.channels.FileChannel;
import java.util.Optional;

/**
 * One version of a file, open for reading by one transfer. Used from the context that opened it. A file that is replaced
 * or deleted meanwhile keeps its bytes here; one that is changed in place is noticed by {@link #verify}.
 */
public interface StoredFile {
    /**
     * The version that is open: a snapshot from the moment of opening. Of a file that grows only the name is final: the
     * size is what was announced, else what was stored, and the entity tag is an empty text.
     */
    FileInfo info();

    /** Present for a file that is being uploaded ({@link FileStore#follow}). */
    default Optional<UploadProgress> progress() {
        return Optional.empty();
    }

    /**
     * Reads at a position; several reads may be under way at once.
     *
     * @param position from 0, in bytes
     * @param length   how many bytes, at least 1
     * @return that many bytes, fewer only where the file ends. Of a file that grows: waits until there is at least one
     *     byte at the position, and returns what is there; nothing when the upload was committed and the position is its
     *     end; fails with {@code ABORTED} when it was discarded
     */
    Future<Buffer> read(long position, int length);

    /**
     * Takes a buffer back that {@link #read} gave out, when nobody will look at it again, so that its memory serves the
     * next read. It speeds reading up, and is never owed: the garbage collector takes what is not given back.
     */
    default void reuse(Buffer buffer) {}

    /** The file as a channel, for zero copy, where the store has one. It stays open for as long as this file. */
    default Optional<FileChannel> channel() {
        return Optional.empty();
    }

    /**
     * The whole content, where the store read it while it opened the file: of small files. It is of the version that
     * {@link #info} describes, for certain.
     */
    default Optional<Buffer> content() {
        return Optional.empty();
    }

    /**
     * Fails with {@code DATA_LOSS} when the file was written to since it was opened, so that bytes read so far may be a
     * mixture of versions. To be asked before the last piece of a transfer is sent: a client then never takes a mixture
     * for the whole. Of a file that grows: waits for the commit, and fails with {@code ABORTED} when the upload is
     * discarded instead.
     */
    Future<Void> verify();

    /** Gives the descriptor back. Further calls do nothing. */
    Future<Void> close();
}
