package io.chunkgate.client.resume;

import java.io.IOException;
import java.nio.ByteBuffer;

/** The target of a download. Blocking; each byte is written once, and several threads may write different ranges. */
public interface ByteSink {
    /** @param position of the first byte in the file */
    void write(long position, ByteBuffer bytes) throws IOException;
}
