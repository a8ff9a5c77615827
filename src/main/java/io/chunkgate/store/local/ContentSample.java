package io.chunkgate.store.local;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.zip.CRC32C;

/**
 * A checksum of some blocks of a version, spread from its first byte to its last. It tells a file that was only appended to
 * from one that was rewritten, without reading all of it.
 *
 * @param isWhole whether the file had all the bytes that its size promises
 */
record ContentSample(long checksum, boolean isWhole) {
    private static final int BLOCKS = 8;
    private static final int BLOCK_BYTES = 4096;

    /**
     * Reads the blocks; blocks the thread.
     *
     * @param size of the version in bytes; what follows is ignored
     */
    static ContentSample of(FileChannel file, long size) throws IOException {
        CRC32C checksum = new CRC32C();
        ByteBuffer block = ByteBuffer.allocate((int) Math.min(BLOCK_BYTES, size));
        boolean whole = true;
        for (int i = 0; i < BLOCKS; i++) {
            block.clear();
            BlockingTasks.fill(block, file, position(i, size - block.capacity()));
            whole &= !block.hasRemaining();
            checksum.update(block.flip());
        }
        return new ContentSample(checksum.getValue(), whole);
    }

    private static long position(int block, long last) {
        return block == BLOCKS - 1 ? last : last / (BLOCKS - 1) * block;
    }
}
