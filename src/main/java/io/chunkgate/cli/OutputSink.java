package io.chunkgate.cli;

import io.chunkgate.client.resume.ByteSink;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;

/** Standard output, for bytes that come in order. */
final class OutputSink implements ByteSink {
    private final OutputStream out;

    OutputSink(OutputStream out) {
        this.out = out;
    }

    @Override
    public void write(long position, ByteBuffer bytes) throws IOException {
        out.write(bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining());
        out.flush();
    }
}
