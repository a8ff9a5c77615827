package io.chunkgate.cgp;

/** Receives the frames that a {@link FrameParser} finds. */
public interface FrameReceiver {
    /** What the parser does with the payload of a frame. */
    enum Payload {
        /** Keeps it for {@link #received}. */
        KEEP,
        /** Computes its checksum and drops it. */
        SKIP,
        /** Waits, as there is no memory for it, until {@link FrameParser#resume} is called. */
        WAIT,
        /** Stops: nothing more is read on this connection. */
        REFUSE
    }

    /** Which bytes of a received frame its checksum matches. */
    enum Integrity {
        /** Header and payload, as usual. */
        WHOLE,
        /** The header alone; valid only where {@link FrameHeader#HEADER_ONLY_CRC} is set and allowed. */
        HEADER,
        /** Neither: no field of the frame can be trusted. */
        BROKEN
    }

    /**
     * A header has come; its checksum is not verified yet. Memory for the payload is allocated only after this call, and only
     * for bytes that have arrived. Called again after {@link Payload#WAIT}.
     */
    Payload announced(FrameHeader header);

    /** A frame is complete; a skipped one has an empty payload. */
    void received(Frame frame, Integrity integrity);
}
