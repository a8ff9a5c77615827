package io.chunkgate.cgp;

import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.StoreException;
import io.vertx.core.buffer.Buffer;

/**
 * The payload of ACK; all bytes below the frame's offset are stored (upload) or received (download).
 *
 * @param durable every byte below survives a power loss; a downloading client may send 0
 * @param credit  bytes below this offset may be sent
 */
public record Ack(long durable, long credit) {
    private static final int BYTES = 2 * Long.BYTES;

    /** @throws StoreException {@code INVALID_ARGUMENT} unless the payload has 16 bytes */
    public static Ack decode(Buffer payload) {
        if (payload.length() != BYTES) {
            throw StoreException.unexpected(
                    ErrorCode.INVALID_ARGUMENT, "bytes of the payload", payload.length(), Integer.toString(BYTES));
        }
        return new Ack(saturated(payload.getLong(0)), saturated(payload.getLong(Long.BYTES)));
    }

    public Buffer encode() {
        return Buffer.buffer(BYTES).appendLong(durable).appendLong(credit);
    }

    /** The upper half of the unsigned range is beyond every file size. */
    private static long saturated(long unsigned) {
        return unsigned < 0 ? Long.MAX_VALUE : unsigned;
    }
}
