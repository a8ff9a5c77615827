package io.chunkgate.client.resume;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Where the bytes of a download go. Blocking; every byte comes once, and several threads may write different ones. */
public interface ByteSink {
    /** @param position of the first byte in the file */
    void write(long position, ByteBuffer bytes) throws IOException;
}
