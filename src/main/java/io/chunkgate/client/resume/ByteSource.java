package io.chunkgate.client.resume;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.OptionalLong;

/** Where the bytes of an upload come from. Blocking; used by one thread at a time. The upload does not close it. */
public interface ByteSource extends AutoCloseable {
    /** In bytes; empty where only its end tells. */
    OptionalLong size();

    /**
     * Reads until the buffer is full or the source ends.
     *
     * @param position of the first byte
     * @throws IOException also when bytes are wanted again that are not kept
     */
    void read(long position, ByteBuffer into) throws IOException;

    @Override
    void close() throws IOException;
}
