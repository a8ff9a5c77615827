package io.chunkgate.store.s3.client;

import java.util.OptionalLong;

/**
 * How long the blocks and parts of a file are, so that it has at most {@link Multipart#MOST_PARTS} parts. They grow with the
 * file while its size is not known.
 */
public final class PartSizes {
    /** Bounds the memory of an upload. */
    public static final int MOST_BYTES = 64 * 1024 * 1024;
    /** A quarter of the parts remains for those that are shorter, such as the ones before the size was announced. */
    private static final int PARTS = Multipart.MOST_PARTS * 3 / 4;
    /** Of a file of unknown size: each part has at most a thousandth of the bytes before it. */
    private static final int DIVISOR = 1000;

    /** The maximum size of a file. */
    public static final long MOST_FILE_BYTES = (long) PARTS * MOST_BYTES;

    private PartSizes() {}

    /**
     * The length of the next block or part, if there are enough bytes.
     *
     * @param least  of any block or part
     * @param size   of the file, if it is known
     * @param offset of the block or part
     */
    public static int next(int least, OptionalLong size, long offset) {
        long wanted = size.isPresent() ? size.getAsLong() / PARTS : offset / DIVISOR;
        return (int) Math.max(least, Math.min(MOST_BYTES, wanted));
    }
}
