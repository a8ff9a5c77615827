package io.chunkgate.tcp;

import io.chunkgate.store.ErrorCode;
import io.vertx.core.buffer.Buffer;

/** What the bare form answers: one signed 64-bit number, big-endian. */
final class RawReply {
    private RawReply() {}

    /** A count or a size, in bytes. */
    static Buffer of(long byteCount) {
        return Buffer.buffer(Long.BYTES).appendLong(byteCount);
    }

    /** Minus the number of the error. */
    static Buffer of(ErrorCode code) {
        return of(-code.number());
    }
}
