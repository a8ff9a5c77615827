package io.chunkgate.config;

/** Bounds and units that several sections use. */
final class Ranges {
    static final int MAX_PORT = 65_535;
    static final int DAY_MS = 86_400_000;
    /** A longer timeout is probably a mistake. */
    static final int MAX_TIMEOUT_MS = DAY_MS;

    static final int KIB = 1024;
    static final int MIB = 1024 * KIB;
    static final long TIB = 1024L * 1024 * MIB;

    /** Below this rate, a buffer from a socket would take longer than clients wait. */
    static final int MIN_BYTES_PER_SECOND = 16 * KIB;

    private Ranges() {}
}
