package io.chunkgate.http.download;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** XXH64 with seed 0, whose low 32 bits are the checksum of a Zstandard frame (RFC 8878, section 3.1.1). */
final class XxHash64 {
    private static final long PRIME_1 = 0x9E3779B185EBCA87L;
    private static final long PRIME_2 = 0xC2B2AE3D27D4EB4FL;
    private static final long PRIME_3 = 0x165667B19E3779F9L;
    private static final long PRIME_4 = 0x85EBCA77C2B2AE63L;
    private static final long PRIME_5 = 0x27D4EB2F165667C5L;

    private static final int STRIPE_BYTES = 32;
    /** A multiple of a stripe. */
    private static final int BLOCK_BYTES = 64 * 1024;

    private XxHash64() {}

    /** @throws EOFException if there are fewer bytes */
    static long of(InputStream in, long byteCount) throws IOException {
        long[] lanes = {Long.sum(PRIME_1, PRIME_2), PRIME_2, 0, -PRIME_1};
        ByteBuffer block = ByteBuffer.allocate(0);
        for (long left = byteCount; left > 0; left -= block.limit()) {
            block = read(in, (int) Math.min(left, BLOCK_BYTES));
            while (block.remaining() >= STRIPE_BYTES) {
                for (int lane = 0; lane < lanes.length; lane++) {
                    lanes[lane] = round(lanes[lane], block.getLong());
                }
            }
        }
        long start = byteCount < STRIPE_BYTES ? PRIME_5 : merge(lanes);
        return finish(start + byteCount, block);
    }

    private static ByteBuffer read(InputStream in, int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException();
        }
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static long round(long lane, long input) {
        return Long.rotateLeft(lane + input * PRIME_2, 31) * PRIME_1;
    }

    private static long merge(long[] lanes) {
        long hash = Long.rotateLeft(lanes[0], 1)
                + Long.rotateLeft(lanes[1], 7)
                + Long.rotateLeft(lanes[2], 12)
                + Long.rotateLeft(lanes[3], 18);
        for (long lane : lanes) {
            hash = (hash ^ round(0, lane)) * PRIME_1 + PRIME_4;
        }
        return hash;
    }

    /** @param rest the bytes after the last stripe */
    private static long finish(long start, ByteBuffer rest) {
        long hash = start;
        while (rest.remaining() >= Long.BYTES) {
            hash = Long.rotateLeft(hash ^ round(0, rest.getLong()), 27) * PRIME_1 + PRIME_4;
        }
        if (rest.remaining() >= Integer.BYTES) {
            hash = Long.rotateLeft(hash ^ Integer.toUnsignedLong(rest.getInt()) * PRIME_1, 23) * PRIME_2 + PRIME_3;
        }
        while (rest.hasRemaining()) {
            hash = Long.rotateLeft(hash ^ (rest.get() & 0xffL) * PRIME_5, 11) * PRIME_1;
        }
        hash = (hash ^ hash >>> 33) * PRIME_2;
        hash = (hash ^ hash >>> 29) * PRIME_3;
        return hash ^ hash >>> 32;
    }
}
