package io.chunkgate.cgp;

/** Bounds of the protocol itself, in bytes. */
public final class Limits {
    public static final int MAX_JSON_BYTES = 64 * 1024;

    /** The smallest allowed {@code maxPayload}. */
    public static final int MIN_MAX_PAYLOAD = 4096;

    /** The {@code maxPayload} of a client that sends none. */
    public static final int DEFAULT_MAX_PAYLOAD = 1024 * 1024;

    /** The highest transfer number; the lowest is 1. */
    public static final int MAX_TRANSFER = 65_535;

    private Limits() {}

    /**
     * The longest allowed payload of a frame.
     *
     * @param type       the frame's first byte
     * @param maxPayload of the session; 0 before WELCOME
     */
    public static long ofPayload(int type, int maxPayload) {
        return type == FrameType.CHUNK.code() && maxPayload > 0 ? maxPayload : Math.max(MAX_JSON_BYTES, maxPayload);
    }
}
