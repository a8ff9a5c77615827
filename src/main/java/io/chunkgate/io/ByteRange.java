package io.chunkgate.io;

/**
 * A range of consecutive bytes of a file. An empty range has a position.
 *
 * @param start position of the first byte, 0 or more
 * @param length count of bytes, 0 or more; {@code start + length} fits in a {@code long}
 */
public record ByteRange(long start, long length) {

    /**
     * @throws IllegalArgumentException if either number is negative, or their sum exceeds {@link Long#MAX_VALUE}
     */
    public ByteRange {
        if (start < 0) {
            throw new IllegalArgumentException("start: " + start + " (expected: >= 0)");
        }
        if (length < 0 || length > Long.MAX_VALUE - start) {
            throw new IllegalArgumentException(
                    "length: " + length + " (expected: 0.." + (Long.MAX_VALUE - start) + ")");
        }
    }

    /** Returns an open range of a file whose size is not known yet; {@link #end} is {@link Long#MAX_VALUE}. */
    public static ByteRange from(long start) {
        return new ByteRange(start, Long.MAX_VALUE - start);
    }

    /** Returns the position after the last byte (exclusive). */
    public long end() {
        return start + length;
    }
}
