package io.chunkgate.grpc;

import io.chunkgate.io.ByteRange;
import io.chunkgate.store.FileStore;
import io.chunkgate.store.StoreException;
import io.chunkgate.store.StoredFile;
import io.vertx.core.Future;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A checked request of a method that streams a file.
 *
 * @param <A> the method's response message
 */
interface DownloadMethod<A> {
    /** Opens the file; the caller closes it. */
    Future<StoredFile> open(FileStore store);

    /**
     * Decides what of the file is sent, and how.
     *
     * @throws StoreException when the file is another version than requested, or the start is beyond its end
     */
    Plan<A> plan(StoredFile file);

    /**
     * What a call sends.
     *
     * @param range   of the file
     * @param framing of the messages with data
     * @param header  a message before them
     * @param footer  a message after them; called when they are sent
     */
    record Plan<A>(ByteRange range, MessageFraming framing, Optional<A> header, Supplier<Optional<A>> footer) {
        /** Only messages with data. */
        Plan(ByteRange range, MessageFraming framing) {
            this(range, framing, Optional.empty(), Optional::empty);
        }
    }
}
