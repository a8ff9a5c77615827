package io.chunkgate.client.resume;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.OptionalLong;

/**
 * A stream that can be read once, such as standard input. Its last bytes are kept, so that an upload can go on after a
 * broken connection that lost no more than these.
 */
public final class StreamSource implements ByteSource {
    /** More than a connection holds on its way. */
    private static final int KEPT_BYTES = 16 * 1024 * 1024;

    private final InputStream stream;
    private final byte[] kept;
    private long end;
    private boolean exhausted;

    public StreamSource(InputStream stream) {
        this(stream, KEPT_BYTES);
    }

    StreamSource(InputStream stream, int keptBytes) {
        this.stream = stream;
        this.kept = new byte[keptBytes];
    }

    @Override
    public OptionalLong size() {
        return OptionalLong.empty();
    }

    @Override
    public void read(long position, ByteBuffer into) throws IOException {
        if (position > end || position < end - kept.length) {
            throw new IOException("input is gone: byte " + position + " (expected: " + Math.max(0, end - kept.length)
                    + ".." + end + ")");
        }
        repeat(position, into);
        while (into.hasRemaining() && !exhausted) {
            int at = (int) (end % kept.length);
            int count = stream.read(kept, at, Math.min(into.remaining(), kept.length - at));
            exhausted = count < 0;
            if (!exhausted) {
                into.put(kept, at, count);
                end += count;
            }
        }
    }

    @Override
    public void close() throws IOException {
        stream.close();
    }

    private void repeat(long position, ByteBuffer into) {
        for (long next = position; next < end && into.hasRemaining(); ) {
            int at = (int) (next % kept.length);
            int count = (int) Math.min(Math.min(into.remaining(), kept.length - at), end - next);
            into.put(kept, at, count);
            next += count;
        }
    }
}
