package io.chunkgate.store;

/** The state of an upload. */
public sealed interface UploadState {
    /** Accepts bytes, now or when it is resumed. */
    record Running() implements UploadState {}

    /**
     * Committed. The upload is known until it expires, so that a client that lost the response can query it.
     *
     * @param file the published file; for a part, the stored bytes
     */
    record Complete(FileInfo file) implements UploadState {}

    /** Expired: the bytes are deleted. The upload is known for the same time again. */
    record Expired() implements UploadState {}
}
