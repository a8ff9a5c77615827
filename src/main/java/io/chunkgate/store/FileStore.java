package io.chunkgate.store;

import io.vertx.core.Future;

/**
 * A store of files behind the doors. Safe for use from any number of event loops; no method blocks its caller, and
 * results arrive on the caller's context. Every failure is a {@link StoreException}.
 *
 * <p>A store publishes whole files only: what {@link #stat} and {@link #open} see was committed in one step. It does not
 * keep versions.
 */
public interface FileStore {
    /** Describes a published file. Fails with {@code NOT_FOUND} when there is none, or a folder of that name. */
    Future<FileInfo> stat(FileName name);

    /**
     * Describes a published file with its digest, which is computed if nobody knows it; that takes as long as reading the
     * file. The digest is then remembered for as long as the file does not change, and the tag stays what it is. Fails as
     * {@link #stat} does, and with {@code DATA_LOSS} when the file changes meanwhile.
     */
    Future<FileInfo> digest(FileName name);

    /**
     * Opens the version of a file that is published now; later versions do not disturb it. The caller closes the result.
     *
     * @param access how the caller means to read; a hint that changes speed and never the bytes
     */
    Future<StoredFile> open(FileName name, Access access);

    /**
     * Begins an upload. Nothing is visible under the name until {@link Upload#commit}. The caller ends the result by
     * commit or discard, and closes it.
     *
     * <p>Fails with {@code FAILED_PRECONDITION} when the name is a folder or lies below a file.
     */
    Future<Upload> create(UploadSpec spec);

    /**
     * Lists a page of a folder: the published files and the folders in it. Costs memory for the page and not for the folder.
     * Left out is what {@link FolderName#listed} leaves out, and what {@link #stat} would refuse.
     *
     * <p>Fails with {@code NOT_FOUND} when there is no such folder; the root is always there.
     */
    Future<FolderPage> list(FolderName folder, ListQuery query);

    /** Gives back what the store holds. Open files and uploads are closed by those who opened them, before. */
    Future<Void> close();

    /** How a reader means to read. */
    enum Access {
        /** In chunks, through {@link StoredFile#read}. */
        CHUNKS,
        /** From the file's channel, where the store has one ({@link StoredFile#channel}). */
        CHANNEL
    }
}
