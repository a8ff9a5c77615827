package io.chunkgate.client.resume;

import io.chunkgate.client.ClientException;
import java.time.Duration;
import java.util.OptionalLong;

/** Observes a transfer. Called on an event loop, one call at a time; must not block. */
public interface TransferListener {
    /**
     * The transfer starts.
     *
     * @param doneBytes how many bytes an earlier run has transferred
     * @param size      of the whole file, if it is known
     */
    default void started(long doneBytes, OptionalLong size) {}

    /** Bytes were transferred. A negative number subtracts bytes that were lost in flight. */
    default void moved(long byteCount) {}

    /** The connection broke; the transfer resumes after the delay. */
    default void interrupted(ClientException cause, Duration delay) {}

    /** Information for the user, such as that the transfer starts over. */
    default void note(String message) {}
}
