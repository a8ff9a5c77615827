package io.chunkgate.cli;

import io.chunkgate.client.resume.TransferListener;
import io.chunkgate.client.resume.TransferResult;

/** Shows one transfer while it runs, and how it ended. Closed when the transfer has ended, well or not. */
interface Progress extends TransferListener, AutoCloseable {
    /** It is done. */
    default void done(TransferResult transferred) {}

    @Override
    default void close() {}
}
