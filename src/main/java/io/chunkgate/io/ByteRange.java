package io.chunkgate.io;

/**
 * A run of consecutive bytes of a file. An empty one has a place but no bytes.
 *
 * @param start position of the first byte, from 0
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

    /** Everything from a position on, of a file whose size is not known yet; {@link #end} is {@link Long#MAX_VALUE}. */
    public static ByteRange from(long start) {
        return new ByteRange(start, Long.MAX_VALUE - start);
    }

    /** The position after the last byte: the exclusive end. */
    public long end() {
        return start + length;
    }
}
