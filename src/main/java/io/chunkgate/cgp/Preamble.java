package io.chunkgate.cgp;

import io.vertx.core.buffer.Buffer;

/** The 8 bytes that open the framed form: {@code 0x93 C G P CR LF}, then the major and the minor version. */
public final class Preamble {
    /** What the first 7 bytes are, as a number; the eighth is the minor version, which a server takes whatever it is. */
    public static final long FIRST_SEVEN_BYTES = 0x93_43_47_50_0D_0A_01L;

    private static final long BYTES = FIRST_SEVEN_BYTES << Byte.SIZE;

    private Preamble() {}

    /** The preamble of version 1.0. */
    public static Buffer bytes() {
        return Buffer.buffer(Long.BYTES).appendLong(BYTES);
    }
}
