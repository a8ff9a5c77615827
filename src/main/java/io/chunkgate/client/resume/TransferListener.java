package io.chunkgate.client.resume;

import io.chunkgate.client.ClientException;
import java.time.Duration;
import java.util.OptionalLong;

/** Watches a transfer. Called from an event loop, one call after the other: nothing in it may block. */
public interface TransferListener {
    /**
     * The first bytes are about to move.
     *
     * @param doneBytes what an earlier run has moved already
     * @param size      of the whole file, where it is known
     */
    default void started(long doneBytes, OptionalLong size) {}

    /** So many bytes more were moved; fewer, where a number below 0 takes back what was lost on the way. */
    default void moved(long byteCount) {}

    /** The connection broke; the transfer goes on after a while. */
    default void interrupted(ClientException cause, Duration delay) {}

    /** Something that a person may want to know, such as that the transfer starts over. */
    default void note(String message) {}
}
