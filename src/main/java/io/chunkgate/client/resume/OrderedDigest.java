package io.chunkgate.client.resume;

import io.chunkgate.store.Sha256;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/**
 * The SHA-256 of a file whose bytes pass by, mostly in order. It takes those that follow on what it has; what passed out
 * of order is read again at the end. Safe for threads.
 */
final class OrderedDigest {
    private static final int BLOCK_BYTES = 256 * 1024;

    private final MessageDigest digest = Sha256.begin();
    private long position;
    private @Nullable String finished;

    /** Bytes that pass by; the buffer is left as it was. */
    synchronized void update(long start, ByteBuffer bytes) {
        long known = position - start;
        if (finished == null && known >= 0 && known < bytes.remaining()) {
            ByteBuffer fresh = bytes.duplicate();
            fresh.position(fresh.position() + (int) known);
            position += fresh.remaining();
            digest.update(fresh);
        }
    }

    /**
     * Reads what has not passed by in order, and ends the digest; what comes later does not count.
     *
     * @param file all bytes of the file
     * @return 64 lower-case hexadecimal digits
     */
    synchronized String finish(ByteSource file) throws IOException {
        ByteBuffer block = ByteBuffer.allocate(BLOCK_BYTES);
        while (finished == null) {
            block.clear();
            file.read(position, block);
            block.flip();
            if (block.hasRemaining()) {
                update(position, block);
            } else {
                finish();
            }
        }
        return finished;
    }

    /** Ends the digest of bytes that all passed by in order. */
    synchronized String finish() {
        if (finished == null) {
            finished = Sha256.end(digest);
        }
        return finished;
    }
}
