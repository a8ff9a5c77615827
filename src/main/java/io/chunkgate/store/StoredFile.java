package io.chunkgate.store;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.AsyncFile;
import java.nio.channels.FileChannel;
import java.util.Optional;

/**
 * One version of a file, open for reading by one transfer. Used from the context that opened it. The bytes stay readable
 * when the file is replaced or deleted; {@link #verify} detects a change in place.
 */
public interface StoredFile {
    /**
     * The open version, as it was when it was opened. For a file that is being uploaded, only the name is final: the size is
     * the announced one, else the number of stored bytes, and the entity tag is empty.
     */
    FileInfo info();

    /** Present for a file that is being uploaded ({@link FileStore#follow}). */
    default Optional<UploadProgress> progress() {
        return Optional.empty();
    }

    /**
     * The bytes, for positional reads and as a stream. It can only be read, and is closed by {@link #close} of this file.
     *
     * <p>A read of a file that is being uploaded waits until there is at least one byte at the position, and returns the
     * available bytes; none at the end of a committed upload; it fails with {@code ABORTED} when the upload is discarded.
     */
    AsyncFile content();

    /** The file as a channel, for zero copy, if the store has one. It is open until this file is closed. */
    default Optional<FileChannel> channel() {
        return Optional.empty();
    }

    /**
     * The whole content of a small file, if the store read it when it opened the file. It belongs to the version that
     * {@link #info} describes.
     */
    default Optional<Buffer> cached() {
        return Optional.empty();
    }

    /**
     * Fails with {@code DATA_LOSS} when the file was rewritten since it was opened, so that the bytes read may be a mixture
     * of versions; bytes that were appended do not matter. Called before the last chunk of a transfer is sent, so that a
     * client never receives a complete mixture.
     * For a file that is being uploaded: waits for the commit, and fails with {@code ABORTED} when the upload is discarded.
     */
    Future<Void> verify();

    /** Releases the file. Further calls do nothing. */
    Future<Void> close();
}
