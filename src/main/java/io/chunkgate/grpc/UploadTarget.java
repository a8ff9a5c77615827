package io.chunkgate.grpc;

import io.chunkgate.store.FileInfo;
import io.chunkgate.transfer.upload.UploadSession;

/** What a client finds that wants to write. */
sealed interface UploadTarget {
    /**
     * An upload, new or gone on with.
     *
     * @param uploadSession to be ended by whoever gets it
     */
    record Open(UploadSession uploadSession) implements UploadTarget {}

    /** It is published already, and there is nothing to write. */
    record Published(FileInfo file) implements UploadTarget {}
}
