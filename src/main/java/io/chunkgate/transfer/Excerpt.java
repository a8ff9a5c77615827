package io.chunkgate.transfer;

/** A file that is put together from parts of another, for an answer. */
public interface Excerpt {
    /** From the first of their bytes to the last, in the other file. */
    ByteRange span();
}
