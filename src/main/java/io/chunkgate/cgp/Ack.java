package io.chunkgate.cgp;

import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.StoreException;
import io.vertx.core.buffer.Buffer;

/**
 * The payload of ACK; the frame's offset is how far the bytes are stored (upload) or taken (download).
 *
 * @param durable every byte below survives a power loss; a client that downloads may say 0
 * @param credit  bytes below this offset may be sent
 */
public record Ack(long durable, long credit) {
    private static final int BYTES = 2 * Long.BYTES;

    /** @throws StoreException {@code INVALID_ARGUMENT} unless it is 16 bytes */
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

    /** No file reaches the upper half of the unsigned numbers. */
    private static long saturated(long unsigned) {
        return unsigned < 0 ? Long.MAX_VALUE : unsigned;
    }
}
