package io.chunkgate.tcp;

import io.chunkgate.store.ErrorCode;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.zip.CRC32C;

/** The frame of the framed form that ends a session: ERROR, type {@code FF}, on transfer 0. */
final class ErrorFrame {
    private static final byte TYPE = (byte) 0xFF;
    private static final int CHECKED_HEADER_BYTES = 20;

    private ErrorFrame() {}

    /** The whole frame, a header of 24 bytes and the payload, both covered by the CRC-32C. */
    static Buffer ending(ErrorCode code, String message) {
        Buffer payload = new JsonObject()
                .put("code", code.name())
                .put("message", message)
                .put("final", true)
                .toBuffer();
        Buffer frame = Buffer.buffer()
                .appendByte(TYPE)
                .appendByte((byte) 0) // flags
                .appendUnsignedShort(0) // transfer
                .appendUnsignedInt(payload.length())
                .appendLong(0) // offset
                .appendUnsignedInt(0); // sequence
        return frame.appendUnsignedInt(checksum(frame, payload)).appendBuffer(payload);
    }

    private static long checksum(Buffer header, Buffer payload) {
        CRC32C crc = new CRC32C();
        crc.update(header.getBytes(0, CHECKED_HEADER_BYTES));
        crc.update(payload.getBytes());
        return crc.getValue();
    }
}
