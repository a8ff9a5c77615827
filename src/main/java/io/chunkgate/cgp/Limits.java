package io.chunkgate.cgp;

/** Bounds of the protocol itself, in bytes. */
public final class Limits {
    /** The most that a JSON payload may have. */
    public static final int MAX_JSON_BYTES = 64 * 1024;

    /** The least that a side may bound the payload of a CHUNK to. */
    public static final int MIN_MAX_PAYLOAD = 4096;

    /** What a side bounds it to that does not say. */
    public static final int DEFAULT_MAX_PAYLOAD = 1024 * 1024;

    /** The highest number of a transfer; the lowest is 1. */
    public static final int MAX_TRANSFER = 65_535;

    private Limits() {}

    /**
     * The most that the payload of a frame may have.
     *
     * @param type       the frame's first byte
     * @param maxPayload of the session; 0 before WELCOME
     */
    public static long ofPayload(int type, int maxPayload) {
        return type == FrameType.CHUNK.code() && maxPayload > 0 ? maxPayload : Math.max(MAX_JSON_BYTES, maxPayload);
    }
}
