package io.chunkgate.grpc;

import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.StoreException;
import io.vertx.core.buffer.Buffer;
import java.util.function.LongPredicate;

/** Checks the prefixes of the messages of a body, however it is cut: none is compressed, and there is memory for each. */
final class PrefixCheck {
    private static final int PREFIX_BYTES = 5;

    private final LongPredicate memory;
    private int prefixBytes;
    private long length;
    private long messageLeft;

    /** @param memory reserves a message of that many bytes; false without room */
    PrefixCheck(LongPredicate memory) {
        this.memory = memory;
    }

    /**
     * @throws IllegalArgumentException when the first byte of a message, the flags, is not 0
     * @throws StoreException           {@code RESOURCE_EXHAUSTED} without memory for a message
     */
    void check(Buffer bytes) {
        int i = 0;
        while (i < bytes.length()) {
            if (messageLeft > 0) {
                int skipped = (int) Math.min(messageLeft, bytes.length() - i);
                messageLeft -= skipped;
                i += skipped;
            } else {
                prefix(bytes.getUnsignedByte(i));
                i++;
            }
        }
    }

    private void prefix(int value) {
        if (prefixBytes == 0 && value != 0) {
            throw new IllegalArgumentException("flags: " + value + " (expected: 0)");
        }
        length = length << 8 | value;
        prefixBytes++;
        if (prefixBytes == PREFIX_BYTES) {
            if (!memory.test(length)) {
                throw new StoreException(
                        ErrorCode.RESOURCE_EXHAUSTED,
                        "message: " + length + " bytes, for which there is no memory now");
            }
            messageLeft = length;
            length = 0;
            prefixBytes = 0;
        }
    }
}
