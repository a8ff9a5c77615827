package io.chunkgate.store;

/** How far an upload is. */
public sealed interface UploadState {
    /** Takes bytes, now or when it is resumed. */
    record Running() implements UploadState {}

    /**
     * Committed. It stays known until it expires, so that a client whose answer was lost can ask again.
     *
     * @param file what was published; for a part, what was stored
     */
    record Complete(FileInfo file) implements UploadState {}

    /** Expired: the bytes are deleted. It stays known for the time of another expiry. */
    record Expired() implements UploadState {}
}
