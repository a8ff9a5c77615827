package io.chunkgate.client.resume;

import io.chunkgate.store.Sha256;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/**
 * Computes the SHA-256 of a file while it is transferred. Bytes that arrive in order are digested at once; the others are
 * read again at the end. Safe for concurrent use.
 */
final class OrderedDigest {
    private static final int BLOCK_BYTES = 256 * 1024;

    private final MessageDigest digest = Sha256.begin();
    private long position;
    private @Nullable String finished;

    /** Adds bytes if they continue the digest. Does not change the buffer. */
    synchronized void update(long start, ByteBuffer bytes) {
        long digested = position - start;
        if (finished == null && digested >= 0 && digested < bytes.remaining()) {
            ByteBuffer rest = bytes.duplicate();
            rest.position(rest.position() + (int) digested);
            position += rest.remaining();
            digest.update(rest);
        }
    }

    /**
     * Reads the bytes that did not arrive in order, and ends the digest. Later updates are ignored.
     *
     * @param file the whole file
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

    /** Ends the digest if all bytes arrived in order. */
    synchronized String finish() {
        if (finished == null) {
            finished = Sha256.end(digest);
        }
        return finished;
    }
}
