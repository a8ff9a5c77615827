package io.chunkgate.transfer.download;

import io.chunkgate.io.ByteRange;

/** A file that is put together from parts of another, for an answer. */
public interface CompositeFile {
    /** From the first of their bytes to the last, in the other file. */
    ByteRange span();
}
