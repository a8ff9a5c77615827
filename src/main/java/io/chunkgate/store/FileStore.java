package io.chunkgate.store;

import io.vertx.core.Future;
import java.util.List;

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

    /** Opens the version of a file that is published now; later versions do not disturb it. The caller closes the result. */
    Future<StoredFile> open(FileName name);

    /**
     * Begins an upload. Nothing is visible under the name until {@link Upload#commit}, except to those who
     * {@link #follow}. The caller closes the result, after commit or discard where it comes to that.
     *
     * <p>Fails with {@code FAILED_PRECONDITION} when the name is a folder or lies below a file, as the spec's condition
     * says when that does not hold, with {@code OUT_OF_RANGE} for a size beyond the largest that is taken, and with
     * {@code RESOURCE_EXHAUSTED} when there are too many uploads or too little space.
     */
    Future<Upload> create(UploadSpec spec);

    /**
     * Goes on with an upload, after a lost connection or a restart, or takes it over from a writer that still has it
     * open: that one's next call fails with {@code ABORTED}, and its stored bytes count. It waits for no more than the
     * write that is under way. The caller closes the result.
     *
     * <p>Fails with {@code NOT_FOUND} for an unknown id and for one that expired ({@link #upload} tells them apart), with
     * {@code FAILED_PRECONDITION} when the upload is complete, and with {@code UNAVAILABLE} while another process writes it.
     */
    Future<Upload> resume(UploadId id);

    /** Describes an upload without touching it. Fails with {@code NOT_FOUND} for an unknown id. */
    Future<UploadInfo> upload(UploadId id);

    /**
     * Describes the upload of a name that was written to last, of those that run and are not parts. Fails with
     * {@code NOT_FOUND} when there is none.
     */
    Future<UploadInfo> upload(FileName name);

    /**
     * Ends an upload whoever writes it, and deletes its bytes; of a complete one, forgets the upload and leaves the
     * published file. Fails with {@code NOT_FOUND} for an unknown id.
     */
    Future<Void> discard(UploadId id);

    /**
     * Begins an upload that already has the bytes of complete parts, in the order given; their SHA-256 included. The parts
     * stay as they are. The caller commits and closes the result.
     *
     * <p>Fails as {@link #create} does, with {@code NOT_FOUND} for an unknown part, and with {@code FAILED_PRECONDITION}
     * for one that is not a part or not complete.
     *
     * @param spec with the size of the parts together, or without one
     */
    Future<Upload> concatenate(UploadSpec spec, List<UploadId> parts);

    /**
     * Opens a file that is being uploaded, to read along: the upload of the name that {@link #upload(FileName)} describes,
     * or the published file when no upload runs. The caller closes the result.
     */
    Future<StoredFile> follow(FileName name);

    /**
     * As {@link #follow(FileName)}, by id; of a complete upload the published file, if it still is that version. Fails
     * with {@code NOT_FOUND} for an unknown or expired id.
     */
    Future<StoredFile> follow(UploadId id);

    /**
     * Deletes a published file, never a folder. Open files keep their bytes, and uploads of the name go on.
     *
     * <p>Fails with {@code NOT_FOUND} when there is none, with {@code FAILED_PRECONDITION} for a folder, and as the
     * condition says when that does not hold.
     */
    Future<Void> delete(FileName name, PublishCondition condition);

    /**
     * Lists a page of a folder: the published files and the folders in it. Costs memory for the page and not for the folder.
     * Left out is what {@link FolderName#listed} leaves out, and what {@link #stat} would refuse.
     *
     * <p>Fails with {@code NOT_FOUND} when there is no such folder; the root is always there.
     */
    Future<FolderPage> list(FolderName folder, ListQuery query);

    /**
     * Inspects what other processes did to an upload that is open here now, instead of at the next periodic check: whether it
     * grew, ended, or is to be written elsewhere. For another upload, or without need, it does nothing.
     */
    default Future<Void> refresh(UploadId id) {
        return Future.succeededFuture();
    }

    /** How full and busy it is, for those who run it. */
    default Future<StoreStats> stats() {
        return Future.succeededFuture(StoreStats.NONE);
    }

    /** Gives back what the store holds. Open files and uploads are closed by those who opened them, before. */
    Future<Void> close();
}
