package io.chunkgate.tcp;

import io.chunkgate.cgp.Frame;
import io.chunkgate.cgp.FrameType;
import io.chunkgate.store.StoreException;

/** A running transfer of a CGP session. It sends its own last frame, DONE or a final ERROR. */
interface CgpTransfer {
    /** Whether it takes CHUNK frames. */
    boolean takesChunks();

    /** The offset at which the client can continue after an ERROR that is not final; 0 where that means nothing. */
    long position();

    /**
     * Handles an intact frame of the client.
     *
     * @throws StoreException for a frame that it does not take; the transfer continues
     */
    void received(FrameType type, Frame frame);

    /** Handles a CHUNK whose checksum is wrong. */
    default void receivedDamaged(Frame frame) {}

    /** Counts bytes of a frame that is not complete yet. */
    default void receivedPart(int byteCount) {}

    /** The client will send no more bytes, and may still read. */
    default void inputEnded() {}

    /** Ends the transfer with this ERROR, if it still runs; an upload stays resumable. */
    void stop(StoreException reason);

    /** Ends the transfer without sending anything; an upload stays resumable. */
    void connectionLost();
}
