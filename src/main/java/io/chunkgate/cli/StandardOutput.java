package io.chunkgate.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Objects;
import java.util.Optional;

/**
 * Standard output of the program. It remembers its first failure, since a {@link java.io.PrintWriter} on it hides failures:
 * a command whose output was lost must not succeed. Unbuffered; never closed.
 */
final class StandardOutput extends OutputStream {
    private final OutputStream target;
    private final boolean isPipe;
    private volatile Optional<IOException> failure = Optional.empty();

    /** @param isPipe whether it is a pipe or a socket: these fail only when their reader has closed them */
    StandardOutput(OutputStream target, boolean isPipe) {
        this.target = target;
        this.isPipe = isPipe;
    }

    /** The first failed write. */
    Optional<IOException> failure() {
        return failure;
    }

    /** Whether the reader has seen enough, which is no error to report. */
    boolean isClosedByReader() {
        return failure.isPresent() && isPipe;
    }

    @Override
    public void write(int single) throws IOException {
        write(new byte[] {(byte) single}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        if (failure.isPresent()) {
            throw failure.get();
        }
        try {
            target.write(bytes, offset, length);
            target.flush();
        } catch (IOException e) {
            failure = Optional.of(e);
            throw e;
        }
    }
}
