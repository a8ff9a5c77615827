package io.chunkgate.http.download;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/**
 * Walks through the frames of a Zstandard file (RFC 8878, section 3.1), without decoding their blocks. Blocks the thread.
 */
final class ZstdFrames {
    private static final long MAGIC = 0xFD2FB528L;
    private static final long SKIPPABLE = 0x184D2A50L;
    private static final long SKIPPABLE_MASK = 0xFFFFFFF0L;
    /** Clients of HTTP need not support more (RFC 9659). */
    private static final long MAX_WINDOW_BYTES = 8L << 20;

    private static final long UNUSABLE = -1;

    private final InputStream in;

    private ZstdFrames(InputStream in) {
        this.in = in;
    }

    /** Whether the frames are complete, and state that their content has that size; false if a frame states no size. */
    static boolean haveContentOf(long size, InputStream in) throws IOException {
        try {
            return new ZstdFrames(in).contentSize() == size;
        } catch (EOFException incomplete) {
            return false;
        }
    }

    private long contentSize() throws IOException {
        long total = UNUSABLE;
        for (int first = in.read(); first >= 0; first = in.read()) {
            long magic = first | number(3) << 8;
            if ((magic & SKIPPABLE_MASK) == SKIPPABLE) {
                in.skipNBytes(number(4));
                continue;
            }
            long size = magic == MAGIC ? frame() : UNUSABLE;
            if (size < 0) {
                return UNUSABLE;
            }
            total = Math.max(0, total) + size;
        }
        return total;
    }

    private long frame() throws IOException {
        int descriptor = (int) number(1);
        int sizeFlag = descriptor >> 6;
        boolean isSingleSegment = (descriptor & 0x20) != 0;
        boolean hasChecksum = (descriptor & 0x04) != 0;
        boolean hasDictionary = (descriptor & 0x03) != 0;
        long window = isSingleSegment ? 0 : window((int) number(1));
        if (hasDictionary || (sizeFlag == 0 && !isSingleSegment)) {
            return UNUSABLE;
        }
        long size = number(1 << sizeFlag) + (sizeFlag == 1 ? 256 : 0);
        if ((isSingleSegment ? size : window) > MAX_WINDOW_BYTES || !skipBlocks()) {
            return UNUSABLE;
        }
        in.skipNBytes(hasChecksum ? 4 : 0);
        return size;
    }

    private boolean skipBlocks() throws IOException {
        boolean last = false;
        while (!last) {
            long header = number(3);
            last = (header & 1) != 0;
            int type = (int) (header >> 1) & 3;
            if (type == 3) {
                return false;
            }
            in.skipNBytes(type == 1 ? 1 : header >> 3);
        }
        return true;
    }

    private static long window(int descriptor) {
        long base = 1L << (10 + (descriptor >> 3));
        return base + base / 8 * (descriptor & 7);
    }

    private long number(int byteCount) throws IOException {
        byte[] bytes = in.readNBytes(byteCount);
        if (bytes.length < byteCount) {
            throw new EOFException();
        }
        long number = 0;
        for (int i = 0; i < byteCount; i++) {
            number |= (bytes[i] & 0xffL) << (8 * i);
        }
        return number;
    }
}
