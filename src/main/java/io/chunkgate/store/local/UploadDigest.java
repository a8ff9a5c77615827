package io.chunkgate.store.local;

import io.chunkgate.store.Sha256;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.security.MessageDigest;

/**
 * The SHA-256 of the first bytes of a file. It takes the bytes in order: as they are written while it is in step, from the
 * file when it has to catch up. One thread at a time works on it; {@link #position} may be read by any.
 */
final class UploadDigest {
    private static final int BLOCK_BYTES = 256 * 1024;

    private final MessageDigest digest = Sha256.begin();
    private volatile long position;

    /** How many bytes it has taken. */
    long position() {
        return position;
    }

    /** Takes the bytes that follow those taken so far; leaves the buffers' positions where they are. */
    void update(ByteBuffer... blocks) {
        long end = position;
        for (ByteBuffer block : blocks) {
            digest.update(block.duplicate());
            end += block.remaining();
        }
        position = end;
    }

    /**
     * Takes what is in the file up to an offset. Blocks.
     *
     * @param check called now and then; what it throws ends the work, which may go on later
     */
    void catchUp(FileChannel file, long end, Runnable check) throws IOException {
        if (position >= end) {
            return;
        }
        ByteBuffer block = ByteBuffer.allocate(BLOCK_BYTES);
        while (position < end) {
            check.run();
            block.clear().limit((int) Math.min(BLOCK_BYTES, end - position));
            if (file.read(block, position) < 0) {
                throw new EOFException("the file ended at " + position + " (expected: " + end + ")");
            }
            update(block.flip());
        }
    }

    /** Forgets everything. */
    void restart() {
        digest.reset();
        position = 0;
    }

    /** 64 lower-case hexadecimal digits; more bytes may follow. */
    String hex() {
        return Sha256.soFar(digest);
    }
}
