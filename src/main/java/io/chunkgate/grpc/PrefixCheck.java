package io.chunkgate.grpc;

import io.vertx.core.buffer.Buffer;

/** Follows the length-prefixed messages of a body, however it is cut, and refuses those that are not plain. */
final class PrefixCheck {
    private static final int PREFIX_BYTES = 5;

    private int prefixSeen;
    private long length;
    private long messageLeft;

    /** @throws IllegalArgumentException if a message begins whose first byte, the flags, is not 0 */
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
        if (prefixSeen == 0 && value != 0) {
            throw new IllegalArgumentException("flags: " + value + " (expected: 0)");
        }
        length = length << 8 | value;
        prefixSeen++;
        if (prefixSeen == PREFIX_BYTES) {
            messageLeft = length;
            length = 0;
            prefixSeen = 0;
        }
    }
}
