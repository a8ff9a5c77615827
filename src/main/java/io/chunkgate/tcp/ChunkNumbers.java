package io.chunkgate.tcp;

/** Numbers the chunks of one download: from the start of the file if the download begins at a multiple of the chunk size, else from 0. */
final class ChunkNumbers {
    private static final long MASK = 0xFFFF_FFFFL;

    private long number;

    /** @param start where the download begins, in bytes */
    ChunkNumbers(long start, int chunkSize) {
        number = start % chunkSize == 0 ? start / chunkSize : 0;
    }

    /** Returns the low 32 bits of the next number. */
    long next() {
        return number++ & MASK;
    }
}
