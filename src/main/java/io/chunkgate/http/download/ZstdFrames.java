package io.chunkgate.http.download;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/**
 * Walks through the frames of a Zstandard file (RFC 8878, section 3.1) without decoding their blocks, and compares their sizes
 * and checksums with those of another file. Blocks the thread.
 */
final class ZstdFrames {
    private static final long MAGIC = 0xFD2FB528L;
    private static final long SKIPPABLE = 0x184D2A50L;
    private static final long SKIPPABLE_MASK = 0xFFFFFFF0L;
    /** Clients of HTTP need not support more (RFC 9659). */
    private static final long MAX_WINDOW_BYTES = 8L << 20;

    private static final int CHECKSUM_BYTES = 4;

    private final InputStream in;
    private final InputStream plain;

    private ZstdFrames(InputStream in, InputStream plain) {
        this.in = in;
        this.plain = plain;
    }

    /** Whether the frames are complete, and their sizes and checksums are those of the plain file; false if one has none. */
    static boolean areCodingOf(InputStream coded, InputStream plain) throws IOException {
        try {
            return new ZstdFrames(coded, plain).areEqual() && plain.read() < 0;
        } catch (EOFException incomplete) {
            return false;
        }
    }

    private boolean areEqual() throws IOException {
        boolean hasFrame = false;
        for (int first = in.read(); first >= 0; first = in.read()) {
            long magic = first | number(3) << 8;
            if ((magic & SKIPPABLE_MASK) == SKIPPABLE) {
                in.skipNBytes(number(4));
                continue;
            }
            if (magic != MAGIC || !isFrameEqual()) {
                return false;
            }
            hasFrame = true;
        }
        return hasFrame;
    }

    private boolean isFrameEqual() throws IOException {
        int descriptor = (int) number(1);
        int sizeFlag = descriptor >> 6;
        boolean isSingleSegment = (descriptor & 0x20) != 0;
        boolean hasChecksum = (descriptor & 0x04) != 0;
        boolean hasDictionary = (descriptor & 0x03) != 0;
        long window = isSingleSegment ? 0 : window((int) number(1));
        if (hasDictionary || !hasChecksum || (sizeFlag == 0 && !isSingleSegment)) {
            return false;
        }
        long size = number(1 << sizeFlag) + (sizeFlag == 1 ? 256 : 0);
        if ((isSingleSegment ? size : window) > MAX_WINDOW_BYTES || !skipBlocks()) {
            return false;
        }
        return number(CHECKSUM_BYTES) == (XxHash64.of(plain, size) & 0xffff_ffffL);
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
