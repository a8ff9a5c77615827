package io.chunkgate.store;

/** The failures that all stores have in common, so that one cause has one message. */
public final class StoreErrors {
    private StoreErrors() {}

    public static StoreException fileNotFound(Object name) {
        return new StoreException(ErrorCode.NOT_FOUND, "'" + name + "': no such file");
    }

    public static StoreException folderNotFound(FolderName folder) {
        return new StoreException(ErrorCode.NOT_FOUND, "'" + folder + "': no such folder");
    }

    /** @param name of a file or folder */
    public static StoreException alreadyExists(Object name) {
        return new StoreException(ErrorCode.ALREADY_EXISTS, "'" + name + "': already exists");
    }

    /** @param upload an id, or the name of the file that is uploaded */
    public static StoreException uploadNotFound(Object upload) {
        return new StoreException(ErrorCode.NOT_FOUND, "'" + upload + "': upload not found");
    }

    /** The published file of a complete upload is no longer there. */
    public static StoreException uploadedFileGone(FileName name) {
        return new StoreException(
                ErrorCode.NOT_FOUND,
                "'" + name + "': the uploaded file was deleted or replaced since; upload it again");
    }

    public static StoreException uploadDiscarded() {
        return new StoreException(ErrorCode.ABORTED, "upload was discarded");
    }

    /** What followers receive when a failure of the writer ends the upload. */
    public static StoreException uploadDiscarded(StoreException reason) {
        return new StoreException(ErrorCode.ABORTED, "upload was discarded: " + reason.getMessage());
    }

    /**
     * Another upload than the followed one was published under the name.
     *
     * @param startsOver whether the client has received nothing, and may follow the name again
     */
    public static StoreException followedFileReplaced(FileName name, boolean startsOver) {
        return new StoreException(
                startsOver ? ErrorCode.UNAVAILABLE : ErrorCode.ABORTED,
                "'" + name + "': another upload has published the file; download it again");
    }

    /** Only an upload of {@link UploadSpec.Resumption#BY_NAME} ends so. */
    public static StoreException uploadSuperseded() {
        return new StoreException(ErrorCode.ABORTED, "upload was discarded: another upload of its name was published");
    }

    public static StoreException uploadExpired() {
        return new StoreException(ErrorCode.DEADLINE_EXCEEDED, "upload expired");
    }

    public static StoreException uploadTakenOver() {
        return new StoreException(ErrorCode.ABORTED, "upload was taken over by another connection");
    }

    public static StoreException uploadComplete() {
        return StoreException.unexpected(ErrorCode.FAILED_PRECONDITION, "upload", "complete", "running");
    }

    public static StoreException uploadClosed() {
        return StoreException.unexpected(ErrorCode.FAILED_PRECONDITION, "upload", "closed", "open");
    }

    public static StoreException partNotComplete(UploadId id) {
        return StoreException.unexpected(
                ErrorCode.FAILED_PRECONDITION, "upload " + id, "not complete or not a part", "a complete part");
    }

    public static StoreException fileClosed() {
        return new StoreException(ErrorCode.ABORTED, "file was closed");
    }

    /** The folder of the store is not there, or is another one; nothing can be said of its files. */
    public static StoreException rootUnavailable() {
        return StoreException.temporary("the folder of the store is not available; try again later");
    }

    /** The name was changed again after each of many attempts to open or change it. */
    public static StoreException replacedTooOften(Object name) {
        return new StoreException(ErrorCode.UNAVAILABLE, "'" + name + "': replaced too often; try again");
    }
}
