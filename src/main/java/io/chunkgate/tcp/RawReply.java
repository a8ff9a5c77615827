package io.chunkgate.tcp;

import io.chunkgate.store.ErrorCode;
import io.vertx.core.buffer.Buffer;

/** The reply of raw mode: one signed 64-bit number, big-endian. */
final class RawReply {
    private RawReply() {}

    /** A size in bytes. */
    static Buffer of(long byteCount) {
        return Buffer.buffer(Long.BYTES).appendLong(byteCount);
    }

    /** The negated number of the error. */
    static Buffer of(ErrorCode code) {
        return of(-code.number());
    }
}
