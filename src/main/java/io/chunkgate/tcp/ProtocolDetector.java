package io.chunkgate.tcp;

import io.chunkgate.cgp.Preamble;
import io.vertx.core.buffer.Buffer;

/** What the first 8 bytes of a client say that it speaks. */
enum ProtocolDetector {
    /** The bytes are the size of a file, and its bytes follow. */
    RAW,
    /** The preamble of the framed form, version 1. */
    CGP,
    /** The start of an HTTP request line: the client has the wrong port. */
    HTTP,
    /** A TLS hello, on a listener that speaks clear text. */
    TLS,
    /** Anything else, a size beyond the limit included. */
    UNKNOWN;

    /** How many bytes decide. */
    static final int LENGTH = 8;

    private static final int TLS_HANDSHAKE = 0x16_03;
    private static final int SHORTEST_METHOD = 3;

    /**
     * What is HTTP or TLS is that even where the limit would allow a file of more than an exbibyte.
     *
     * @param first       8 bytes
     * @param maxFileSize the largest size of a file that is taken, in bytes
     */
    static ProtocolDetector of(Buffer first, long maxFileSize) {
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

    /** A method of capital letters and the space behind it (RFC 9112, section 3). */
    private static boolean isRequestLine(Buffer first) {
        int letters = 0;
        while (letters < LENGTH && first.getByte(letters) >= 'A' && first.getByte(letters) <= 'Z') {
            letters++;
        }
        return letters == LENGTH || (letters >= SHORTEST_METHOD && first.getByte(letters) == ' ');
    }
}
