package io.chunkgate.client;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.Optional;

/**
 * An upload that this client writes to. Calls come one after the other, from any thread. Whoever got it closes it; the
 * gateway keeps what it stored, under {@link #id}, until {@link #commit}, {@link #discard} or its time runs out.
 */
public interface RemoteUpload {
    /** Its id, the same on every protocol of the gateway. */
    String id();

    /** Where it goes on: every byte below is stored. Not updated by {@link #write}. */
    long offset();

    /** The file that it has become already; then it takes no more bytes. */
    default Optional<RemoteFile> published() {
        return Optional.empty();
    }

    /**
     * Sends the next bytes. Completes when more are welcome, not when these are stored; fails when the connection broke or
     * the gateway refused them.
     */
    Future<Void> write(Buffer bytes);

    /**
     * Publishes the file. Fails with DATA_LOSS, and publishes nothing, when it is not what the digest says.
     *
     * @param sha256 of the whole file, 64 hexadecimal digits
     */
    Future<RemoteFile> commit(String sha256);

    /** Ends the upload, and deletes what the gateway stored of it. */
    Future<Void> discard();

    /** Lets go of it. Nothing happens when it was committed or discarded. */
    void close();
}
