package io.chunkgate.tcp;

import io.chunkgate.cgp.Frame;
import io.chunkgate.cgp.FrameType;
import io.chunkgate.store.StoreException;

/** A transfer that runs on a framed session, as the session sees it. It says its last word itself. */
interface CgpTransfer {
    /** Whether the bytes of CHUNKs are for it. */
    boolean takesChunks();

    /** Where the client can go on after an ERROR that is not the last; 0 where that means nothing. */
    long position();

    /** A frame of the client, unharmed. What it has no use for is a {@link StoreException}. */
    void received(FrameType type, Frame frame);

    /** A CHUNK of the client whose checksum is wrong. */
    default void damaged(Frame frame) {}

    /** Bytes of a frame that is not whole yet have come, maybe together with others. */
    default void touched(int byteCount) {}

    /** The client will send nothing more, and may still read. */
    default void inputEnded() {}

    /** Ends it for that reason, which the client is told; an upload is kept. Too late, it does nothing. */
    void stop(StoreException reason);

    /** The client is gone, or will hear no more; an upload is kept. */
    void lost();
}
