package io.chunkgate.transfer;

import io.chunkgate.io.ByteRange;

/** A file that consists of parts of another file, such as a multipart response. */
public interface CompositeFile {
    /** Returns the range of the other file from the first byte of the parts to the last. */
    ByteRange span();
}
