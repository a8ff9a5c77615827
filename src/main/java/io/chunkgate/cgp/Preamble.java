package io.chunkgate.cgp;

import io.vertx.core.buffer.Buffer;

/** The 8 bytes that start CGP: {@code 0x93 C G P CR LF}, then the major and the minor version. */
public final class Preamble {
    /** The first 7 bytes as a number. The eighth is the minor version; a server accepts every value. */
    public static final long FIRST_SEVEN_BYTES = 0x93_43_47_50_0D_0A_01L;

    private static final long BYTES = FIRST_SEVEN_BYTES << Byte.SIZE;

    private Preamble() {}

    /** The preamble of version 1.0. */
    public static Buffer bytes() {
        return Buffer.buffer(Long.BYTES).appendLong(BYTES);
    }
}
