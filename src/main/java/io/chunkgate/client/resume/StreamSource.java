package io.chunkgate.client.resume;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.OptionalLong;

/**
 * A stream that can be read once, such as standard input. Its last bytes are buffered, so that an upload can resume after
 * a broken connection that lost no more than these.
 */
public final class StreamSource implements ByteSource {
    /** More than a connection holds in flight. */
    private static final int BUFFER_BYTES = 16 * 1024 * 1024;

    private final InputStream stream;
    private final byte[] buffer;
    private long end;
    private boolean exhausted;

    public StreamSource(InputStream stream) {
        this(stream, BUFFER_BYTES);
    }

    StreamSource(InputStream stream, int bufferBytes) {
        this.stream = stream;
        this.buffer = new byte[bufferBytes];
    }

    @Override
    public OptionalLong size() {
        return OptionalLong.empty();
    }

    @Override
    public void read(long position, ByteBuffer into) throws IOException {
        if (position > end || position < end - buffer.length) {
            throw new IOException("input no longer buffered: byte " + position + " (expected: "
                    + Math.max(0, end - buffer.length) + ".." + end + ")");
        }
        copyBuffered(position, into);
        while (into.hasRemaining() && !exhausted) {
            int at = (int) (end % buffer.length);
            int count = stream.read(buffer, at, Math.min(into.remaining(), buffer.length - at));
            exhausted = count < 0;
            if (!exhausted) {
                into.put(buffer, at, count);
                end += count;
            }
        }
    }

    @Override
    public void close() throws IOException {
        stream.close();
    }

    private void copyBuffered(long position, ByteBuffer into) {
        for (long next = position; next < end && into.hasRemaining(); ) {
            int at = (int) (next % buffer.length);
            int count = (int) Math.min(Math.min(into.remaining(), buffer.length - at), end - next);
            into.put(buffer, at, count);
            next += count;
        }
    }
}
