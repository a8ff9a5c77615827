package io.chunkgate.cgp;

/** Who gets the frames that a {@link FrameParser} finds. */
public interface FrameReceiver {
    /** What is to be done with the payload of a frame. */
    enum Payload {
        /** Keep it for {@link #received}. */
        KEEP,
        /** Check it and drop it: nobody will look at it, or it is longer than anybody would. */
        SKIP,
        /** Read nothing more on this connection. The receiver has said why. */
        REFUSE
    }

    /**
     * A header has come, which is not checked yet. No memory is taken for the payload before the answer, and then only for
     * bytes that are there.
     */
    Payload announced(FrameHeader header);

    /** The whole frame has come; of one that is skipped, without its payload. */
    void received(Frame frame, Integrity integrity);
}
