package io.chunkgate.store;

import io.vertx.core.Future;
import java.util.List;
import java.util.function.Predicate;

/**
 * A store of files. Safe for use from any number of event loops; no method blocks, and results arrive on the context of the
 * call. Every failure is a {@link StoreException}.
 *
 * <p>A store publishes whole files only: what {@link #stat} and {@link #open} see was committed in one step. It has no
 * versions.
 *
 * <p>A name with a symbolic link in it fails with {@link LinkException}, whatever the method; {@link Links} follows it. Listings
 * describe what a link in the folder leads to, and name that place. {@link #delete} removes a link at the end of its name, {@link
 * #move} renames it, and an upload, a copy or a move replaces it.
 */
public interface FileStore {
    /** Describes a published file. Fails with {@code NOT_FOUND} when there is none, or only a folder of that name. */
    Future<FileInfo> stat(FileName name);

    /**
     * Describes a published file with its digest. An unknown digest is computed, which takes as long as reading the file,
     * and is stored until the file changes; the entity tag does not change. Fails as {@link #stat} does, and with
     * {@code DATA_LOSS} when the file changes during the computation.
     */
    Future<FileInfo> digest(FileName name);

    /** Opens the version of a file that is published now; later versions do not affect it. The caller closes the result. */
    Future<StoredFile> open(FileName name);

    /**
     * Begins an upload. Nothing is visible under the name before {@link Upload#commit}, except to {@link #follow}. The
     * caller closes the result, also after commit or discard.
     *
     * <p>Fails with {@code FAILED_PRECONDITION} when the name is a folder or lies below a file, as defined by the spec's
     * condition when it is not met, with {@code OUT_OF_RANGE} for a size above the maximum, and with
     * {@code RESOURCE_EXHAUSTED} when there are too many uploads, of all or of one owner, or too little space. An owner with
     * too many loses the one that is idle for the longest time instead, if any is idle.
     */
    Future<Upload> create(UploadSpec spec);

    /**
     * Ends the uploads that {@link #create} of this spec ends before it begins the new one: those of {@link
     * UploadSpec#isSupersededBy} that nothing uses. Returns their ids.
     */
    default Future<List<UploadId>> supersede(UploadSpec spec) {
        return Future.succeededFuture(List.of());
    }

    /**
     * Resumes an upload after a lost connection or a restart, or takes it over from a writer that has it open: the next call
     * of that writer fails with {@code ABORTED}, and its stored bytes count. Waits for at most one running write. The caller
     * closes the result.
     *
     * <p>Fails with {@code NOT_FOUND} for an unknown or expired id ({@link #upload} distinguishes them), with
     * {@code FAILED_PRECONDITION} when the upload is complete, and with {@code UNAVAILABLE} while another process writes the upload.
     */
    Future<Upload> resume(UploadId id);

    /**
     * Describes an upload without changing it. Fails with {@code NOT_FOUND} for an unknown id, and for a complete upload
     * whose file was deleted, renamed or replaced since.
     */
    Future<UploadInfo> upload(UploadId id);

    /**
     * Describes the running upload of a name, without parts; of several the one that was written last. Fails with
     * {@code NOT_FOUND} when there is none.
     */
    Future<UploadInfo> upload(FileName name);

    /**
     * Describes the uploads that count, of those whose spec matches: the running ones, and the complete ones of
     * {@link UploadSpec#countsWhenComplete()}, until they are forgotten. In no particular order.
     *
     * @param which called by any thread
     */
    Future<List<UploadInfo>> uploads(Predicate<UploadSpec> which);

    /**
     * Ends an upload, also one with a writer, and deletes its bytes; removes the record of a complete upload, whose published
     * file stays. Fails with {@code NOT_FOUND} for an unknown id.
     */
    Future<Void> discard(UploadId id);

    /**
     * Begins an upload that has the bytes of complete parts, in the given order, and their SHA-256. The parts do not
     * change. The caller commits and closes the result.
     *
     * <p>Fails as {@link #create} does, with {@code NOT_FOUND} for an unknown part, and with {@code FAILED_PRECONDITION}
     * for an upload that is not a complete part.
     *
     * @param spec with the total size of the parts, or without a size
     */
    Future<Upload> concatenate(UploadSpec spec, List<UploadId> parts);

    /**
     * Opens a file while it is uploaded: the upload that {@link #upload(FileName)} describes, or the published file when no
     * upload runs or the file was written later. The caller closes the result.
     *
     * <p>When another upload publishes the name while the followed one is idle, a result of which nothing was read goes over to
     * that file. It fails with {@code UNAVAILABLE} if another size had been announced, and with {@code ABORTED} after a byte was
     * read.
     */
    Future<StoredFile> follow(FileName name);

    /**
     * As {@link #follow(FileName)}, by id; for a complete upload the published file, if it has not been replaced. Fails
     * with {@code NOT_FOUND} for an unknown or expired id.
     */
    Future<StoredFile> follow(UploadId id);

    /**
     * Deletes a published file, never a folder. Open files keep their bytes, and uploads of the name continue.
     *
     * <p>Fails with {@code NOT_FOUND} when there is none, with {@code FAILED_PRECONDITION} for a folder, and as defined
     * by the condition when it is not met. After {@link UnknownDurabilityException} the file is deleted nevertheless.
     */
    Future<Void> delete(FileName name, PublishCondition condition);

    /**
     * Publishes the bytes of a file under another name too, with its digest if it is known, by the means of the store: they do
     * not pass through the gateway where the store can copy by itself. Returns the new file, whose entity tag may be another one
     * than that of the source, and which has the source's time of modification where the store can set it.
     *
     * <p>Fails with {@code NOT_FOUND} when there is no file {@code from}, with {@code FAILED_PRECONDITION} when both names are the same,
     * when {@code to} is a folder or lies below a file, as defined by the conditions when they are not met, and with {@code
     * RESOURCE_EXHAUSTED} without space. Fails with {@code DATA_LOSS} when the bytes of the source change meanwhile.
     */
    default Future<FileInfo> copy(CopySpec spec) {
        return unsupported("copies");
    }

    /**
     * Gives a file another name, with its digest and entity tag, in one step where the store can rename; else it is copied, then
     * deleted, so that a failure in between leaves both. Open files keep their bytes, and uploads of both names continue.
     * Returns the file under its new name. Fails as {@link #copy} does. After {@link UnknownDurabilityException} the file is moved
     * nevertheless.
     */
    default Future<FileInfo> move(CopySpec spec) {
        return unsupported("moves");
    }

    /**
     * Creates an empty folder, which exists until it is deleted, whatever is created and deleted in it. Fails with {@code
     * ALREADY_EXISTS} when the name is a file or folder, and with {@code FAILED_PRECONDITION} when the folder that it is to be in
     * does not exist. As after the other changes of folders, it is created nevertheless after {@link UnknownDurabilityException}.
     */
    default Future<Void> createFolder(FolderName folder) {
        return unsupported("empty folders");
    }

    /**
     * Deletes a folder. Fails with {@code NOT_FOUND} when there is no such folder, and with {@code FAILED_PRECONDITION} for the
     * root. Uploads of names below it continue, and create it again when they are published.
     *
     * @param whole with everything in it, also what listings omit; a failure leaves a part of it. Else a folder that is not
     *              empty fails with {@code FAILED_PRECONDITION}
     */
    default Future<Void> deleteFolder(FolderName folder, boolean whole) {
        return unsupported("deleting folders");
    }

    /**
     * Copies a folder with everything in it, also hidden files, but no symbolic links. A failure leaves a part of the copy.
     *
     * <p>Fails with {@code NOT_FOUND} when there is no folder {@code from}, with {@code ALREADY_EXISTS} when {@code to} exists, and with
     * {@code FAILED_PRECONDITION} when one is in the other or both are the same, for the root, and when the folder that {@code to} is
     * to be in does not exist. Fails with {@code INVALID_ARGUMENT} when an entry cannot have a {@link FileName} in {@code to}.
     */
    default Future<Void> copyFolder(FolderName from, FolderName to) {
        return unsupported("copies of folders");
    }

    /** Gives a folder with everything in it, also symbolic links, another name, as {@link #move} and {@link #copyFolder} do. */
    default Future<Void> moveFolder(FolderName from, FolderName to) {
        return unsupported("moves of folders");
    }

    private static <T> Future<T> unsupported(String what) {
        return Future.failedFuture(new StoreException(ErrorCode.UNIMPLEMENTED, "this store has no " + what));
    }

    /**
     * Lists a page of the published files and folders in a folder. Needs memory for the page, not for the folder. Omits the
     * entries that {@link FolderName#listed} omits, and those for which {@link #stat} fails.
     *
     * <p>Fails with {@code NOT_FOUND} when there is no such folder; the root always exists.
     */
    Future<FolderPage> list(FolderName folder, ListQuery query);

    /**
     * Checks an upload that is open in this process for changes by other processes, ahead of the next periodic check: whether
     * it has more bytes, ended, or was claimed by another writer. Does nothing for other uploads.
     */
    default Future<Void> refresh(UploadId id) {
        return Future.succeededFuture();
    }

    /** Checks the store. Fails, or does not complete for a long time, when it does not answer. */
    default Future<StoreHealth> health() {
        return Future.succeededFuture(StoreHealth.OK);
    }

    /** How full and how busy the store is. */
    default Future<StoreStats> stats() {
        return Future.succeededFuture(StoreStats.NONE);
    }

    /** Releases the resources of the store. Open files and uploads must be closed before. */
    Future<Void> close();
}
