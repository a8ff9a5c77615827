package io.chunkgate.grpc;

import io.chunkgate.store.FileStore;
import io.chunkgate.store.StoreException;
import io.chunkgate.store.StoredFile;
import io.vertx.core.Future;

/**
 * A checked request of a method that streams a file.
 *
 * @param <A> the method's answer
 */
interface StreamRequest<A> {
    /** Opens the file; the caller closes it. */
    Future<StoredFile> open(FileStore store);

    /**
     * What of the file is sent, and how.
     *
     * @throws StoreException when the file is another than asked for, or has no such place
     */
    StreamPlan<A> plan(StoredFile file);
}
