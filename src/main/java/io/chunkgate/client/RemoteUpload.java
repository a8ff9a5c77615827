package io.chunkgate.client;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.Optional;

/**
 * An upload that this client writes to. Calls come one after the other, from any thread. The caller closes it; the gateway
 * keeps the stored bytes under {@link #id} until {@link #commit}, {@link #discard} or the upload's expiry.
 */
public interface RemoteUpload {
    /** The id of the upload, valid on every protocol of the gateway. */
    String id();

    /** Where the upload resumes: every byte before it is stored. Not updated by {@link #write}. */
    long offset();

    /** The published file, if the upload was already committed; it takes no more bytes then. */
    default Optional<RemoteFile> published() {
        return Optional.empty();
    }

    /**
     * Sends the next bytes. Completes when more can be sent, not when these are stored; fails when the connection broke or
     * the gateway refused the bytes.
     */
    Future<Void> write(Buffer bytes);

    /**
     * Publishes the file. Fails with DATA_LOSS and publishes nothing when the digest does not match.
     *
     * @param sha256 of the whole file, 64 hexadecimal digits
     */
    Future<RemoteFile> commit(String sha256);

    /** Ends the upload and deletes its stored bytes. */
    Future<Void> discard();

    /** Stops writing; the upload can be resumed. Ignored after commit or discard. */
    void close();
}
