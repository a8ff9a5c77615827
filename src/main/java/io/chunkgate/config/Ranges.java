package io.chunkgate.config;

/** Bounds and units that several sections use. */
final class Ranges {
    static final int MAX_PORT = 65_535;
    /** A day; a longer timeout is probably a mistake. */
    static final int MAX_TIMEOUT_MS = 86_400_000;

    static final int KIB = 1024;
    static final int MIB = 1024 * KIB;
    static final long TIB = 1024L * 1024 * MIB;

    private Ranges() {}
}
