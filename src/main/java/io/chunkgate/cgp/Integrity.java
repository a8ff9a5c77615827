package io.chunkgate.cgp;

/** What the checksum of a received frame is right for. */
public enum Integrity {
    /** Header and payload, as usual. */
    WHOLE,
    /** The header and not the payload: intact only where {@link FrameHeader#HEADER_ONLY_CRC} is set and allowed. */
    HEADER,
    /** Neither: no field of the frame can be trusted. */
    BROKEN
}
