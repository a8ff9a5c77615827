package io.chunkgate.tcp;

import io.chunkgate.cgp.Preamble;
import io.vertx.core.buffer.Buffer;

/** The protocol that the first 8 bytes of a client select. */
enum ClientProtocol {
    /** Raw mode: the bytes are the size of a file, and its content follows. */
    RAW,
    /** The preamble of CGP, version 1. */
    CGP,
    /** The start of an HTTP request line: the client uses the wrong port. */
    HTTP,
    /** A TLS ClientHello on a clear-text listener. */
    TLS,
    /** Anything else, including a size above the limit. */
    UNKNOWN;

    static final int BYTES = 8;

    private static final int TLS_HANDSHAKE = 0x16_03;
    private static final int MIN_METHOD_LETTERS = 3;

    /**
     * Detects the protocol. HTTP and TLS win over raw mode when the limit allows a size of more than an exbibyte.
     *
     * @param first       8 bytes
     * @param maxFileSize the largest file that raw mode takes, in bytes
     */
    static ClientProtocol of(Buffer first, long maxFileSize) {
        long value = first.getLong(0);
        if (value >>> Byte.SIZE == Preamble.FIRST_SEVEN_BYTES) {
            return CGP;
        }
        if (first.getUnsignedShort(0) == TLS_HANDSHAKE) {
            return TLS;
        }
        if (isRequestLine(first)) {
            return HTTP;
        }
        return value >= 0 && value <= maxFileSize ? RAW : UNKNOWN;
    }

    /** A method in capital letters and the space after it (RFC 9112, section 3). */
    private static boolean isRequestLine(Buffer first) {
        int letters = 0;
        while (letters < BYTES && first.getByte(letters) >= 'A' && first.getByte(letters) <= 'Z') {
            letters++;
        }
        return letters == BYTES || (letters >= MIN_METHOD_LETTERS && first.getByte(letters) == ' ');
    }
}
