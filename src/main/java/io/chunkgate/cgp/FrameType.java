package io.chunkgate.cgp;

import java.util.Optional;

/** The type of a frame. Where a code exists with and without the top bit, the one with it is the reply to the other. */
public enum FrameType {
    HELLO(0x01),
    WELCOME(0x81),
    PUT(0x02),
    GET(0x03),
    ACCEPT(0x82),
    CHUNK(0x04),
    ACK(0x84),
    COMMIT(0x05),
    DONE(0x85),
    STAT(0x06),
    INFO(0x86),
    CANCEL(0x07),
    PING(0x08),
    PONG(0x88),
    BYE(0x09),
    ERROR(0xFF);

    private static final FrameType[] BY_CODE = new FrameType[256];

    static {
        for (FrameType type : values()) {
            BY_CODE[type.code] = type;
        }
    }

    private final int code;

    FrameType(int code) {
        this.code = code;
    }

    /** The first byte of its frames, 0 to 255. */
    public int code() {
        return code;
    }

    /** The type of a first byte; empty for one that this version does not know. */
    public static Optional<FrameType> of(int code) {
        return Optional.ofNullable(BY_CODE[code]);
    }
}
