package io.chunkgate.grpc;

import io.vertx.core.buffer.Buffer;

/** Checks that the length-prefixed messages of a body are not compressed, however the body is cut. */
final class PrefixCheck {
    private static final int PREFIX_BYTES = 5;

    private int prefixBytes;
    private long length;
    private long messageLeft;

    /** @throws IllegalArgumentException when the first byte of a message, the flags, is not 0 */
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
            messageLeft = length;
            length = 0;
            prefixBytes = 0;
        }
    }
}
