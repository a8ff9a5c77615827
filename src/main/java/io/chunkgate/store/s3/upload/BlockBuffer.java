package io.chunkgate.store.s3.upload;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The bytes of an upload that are not stored yet, in arrays small enough for any heap. Views stay valid while bytes are
 * appended.
 */
final class BlockBuffer {
    private static final int PART_BYTES = 256 * 1024;

    private final long start;
    private final List<byte[]> parts = new ArrayList<>();
    private int length;

    /** @param start of the first byte in the file */
    BlockBuffer(long start) {
        this.start = start;
    }

    long start() {
        return start;
    }

    int length() {
        return length;
    }

    long end() {
        return start + length;
    }

    /** Appends that many readable bytes. */
    void append(ByteBuf data, int count) {
        int left = count;
        while (left > 0) {
            int at = length % PART_BYTES;
            int taken = Math.min(left, PART_BYTES - at);
            data.readBytes(part(length / PART_BYTES, at + taken), at, taken);
            length += taken;
            left -= taken;
        }
    }

    /** An array of at least that length; the first one is enlarged on demand, so that a small file uses little memory. */
    private byte[] part(int index, int needed) {
        if (index == parts.size()) {
            parts.add(new byte[index == 0 ? needed : PART_BYTES]);
        }
        byte[] part = parts.get(index);
        if (part.length < needed) {
            part = Arrays.copyOf(part, Math.min(PART_BYTES, Math.max(needed, 2 * part.length)));
            parts.set(index, part);
        }
        return part;
    }

    /** Drops the bytes after a length. */
    void truncate(int newLength) {
        length = newLength;
    }

    /** A range of the file, without a copy. */
    ByteBuffer[] view(long from, long to) {
        List<ByteBuffer> views = new ArrayList<>();
        int position = (int) (from - start);
        int end = (int) (to - start);
        while (position < end) {
            int at = position % PART_BYTES;
            int taken = Math.min(end - position, PART_BYTES - at);
            views.add(
                    ByteBuffer.wrap(parts.get(position / PART_BYTES), at, taken).slice());
            position += taken;
        }
        return views.toArray(new ByteBuffer[0]);
    }

    /** Fills the target with bytes of the file from a position, at most to an end; returns how many. */
    int fill(ByteBuffer target, long from, long end) {
        int count = (int) Math.max(0, Math.min(target.remaining(), end - from));
        for (ByteBuffer view : view(from, from + count)) {
            target.put(view);
        }
        return count;
    }
}
