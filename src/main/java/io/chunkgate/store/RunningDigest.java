package io.chunkgate.store;

import io.chunkgate.io.internal.DirectMemory;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.security.MessageDigest;

/** The SHA-256 of the first bytes of an upload. Safe for any thread; {@link #position} never waits for an update. */
public final class RunningDigest {

    private final MessageDigest digest = Sha256.begin();
    private volatile long position;

    /** How many bytes are digested. */
    public long position() {
        return position;
    }

    /**
     * Digests those bytes of a range that follow {@link #position}. Does nothing when bytes before the range are missing.
     *
     * @param offset of the first byte in the file
     * @param blocks whose positions do not change
     */
    public synchronized void update(long offset, ByteBuffer... blocks) {
        long start = offset;
        for (ByteBuffer block : blocks) {
            long end = start + block.remaining();
            if (position >= start && position < end) {
                ByteBuffer unread = block.duplicate();
                digest.update(unread.position(unread.position() + (int) (position - start)));
                position = end;
            }
            start = end;
        }
    }

    /**
     * Digests the bytes of a file up to an offset. Blocks.
     *
     * @param check called before each read; what it throws stops the work, which can be continued later
     */
    public void catchUp(FileChannel file, long end, Runnable check) throws IOException {
        if (position >= end) {
            return;
        }
        ByteBuffer block = ByteBuffer.allocate(DirectMemory.HEAP_STEP_BYTES);
        while (position < end) {
            check.run();
            block.clear().limit((int) Math.min(DirectMemory.HEAP_STEP_BYTES, end - position));
            if (file.read(block, position) < 0) {
                throw new EOFException("the file ended at " + position + " (expected: " + end + ")");
            }
            update(position, block.flip());
        }
    }

    /** Starts again at the first byte. */
    public synchronized void restart() {
        digest.reset();
        position = 0;
    }

    /** 64 lower-case hexadecimal digits; more bytes may follow. */
    public synchronized String hex() {
        return Sha256.soFar(digest);
    }
}
