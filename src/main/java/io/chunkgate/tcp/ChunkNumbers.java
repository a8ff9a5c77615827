package io.chunkgate.tcp;

/** Numbers the chunks of one download, from the start of the file where the grid of chunks allows that. */
final class ChunkNumbers {
    private static final long MASK = 0xFFFF_FFFFL;

    private long next;

    /** @param start where the download begins, in bytes */
    ChunkNumbers(long start, int chunkSize) {
        next = start % chunkSize == 0 ? start / chunkSize : 0;
    }

    /** The low 32 bits of the next number. */
    long take() {
        return next++ & MASK;
    }
}
