package io.chunkgate.grpc;

import io.chunkgate.store.FileInfo;
import io.chunkgate.transfer.Intake;

/** What a client finds that wants to write. */
sealed interface Opening {
    /**
     * An upload, new or gone on with.
     *
     * @param intake to be ended by whoever gets it
     */
    record Open(Intake intake) implements Opening {}

    /** It is published already, and there is nothing to write. */
    record Published(FileInfo file) implements Opening {}
}
