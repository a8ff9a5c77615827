package io.chunkgate.client.resume;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.OptionalLong;

/** The source of an upload. Blocking; used by one thread at a time. The caller closes it, not the upload. */
public interface ByteSource extends AutoCloseable {
    /** In bytes; empty if it is unknown before the end. */
    OptionalLong size();

    /**
     * Reads until the buffer is full or the source ends.
     *
     * @param position of the first byte
     * @throws IOException also if the source no longer has these bytes
     */
    void read(long position, ByteBuffer into) throws IOException;

    /**
     * Checks, after the last byte was read, that all bytes are of one version.
     *
     * @throws IOException if the source was changed since it was opened
     */
    default void requireUnchanged() throws IOException {}

    @Override
    void close() throws IOException;
}
