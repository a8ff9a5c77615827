package io.chunkgate.cgp;

/** Bounds of the protocol itself, in bytes. */
public final class Limits {
    /** Payloads of frames other than HELLO, PING, PONG and CHUNK. */
    public static final int MAX_JSON_BYTES = 16 * 1024;

    /** The payload of HELLO, which clients send before they are authenticated. */
    public static final int MAX_HELLO_BYTES = 4 * 1024;

    /** The payloads of PING and PONG. */
    public static final int MAX_PING_BYTES = 64;

    /** The smallest allowed {@code maxPayload}. */
    public static final int MIN_MAX_PAYLOAD = 4096;

    /** The {@code maxPayload} of a client that sends none. */
    public static final int DEFAULT_MAX_PAYLOAD = 1024 * 1024;

    /** The highest transfer number; the lowest is 1. */
    public static final int MAX_TRANSFER = 65_535;

    private Limits() {}

    /**
     * The longest allowed payload of a frame in an open session.
     *
     * @param type       the frame's first byte; the payload of an unknown type is skipped, and may be as long as a CHUNK
     * @param maxPayload of the session
     */
    public static long ofPayload(int type, int maxPayload) {
        return FrameType.of(type)
                .map(known -> switch (known) {
                    case CHUNK -> maxPayload;
                    case HELLO -> MAX_HELLO_BYTES;
                    case PING, PONG -> MAX_PING_BYTES;
                    default -> MAX_JSON_BYTES;
                })
                .orElse(maxPayload);
    }
}
