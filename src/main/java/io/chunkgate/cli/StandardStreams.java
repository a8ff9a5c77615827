package io.chunkgate.cli;

import io.chunkgate.client.resume.ByteSink;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The standard streams, as streams of bytes.
 *
 * @param errIsTerminal whether standard error is a terminal
 */
record StandardStreams(InputStream in, OutputStream out, boolean errIsTerminal) {
    static StandardStreams ofThisProcess() {
        return new StandardStreams(System.in, System.out, isTerminal(2));
    }

    /** Writes bytes that arrive in order to standard output. */
    ByteSink sink() {
        return (position, bytes) -> {
            out.write(bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining());
            out.flush();
        };
    }

    /** {@code System.console()} needs a terminal on standard input and output as well. False on systems without /proc. */
    private static boolean isTerminal(int descriptor) {
        try {
            Path target = Files.readSymbolicLink(Path.of("/proc/self/fd", Integer.toString(descriptor)));
            return target.startsWith("/dev/pts") || target.toString().startsWith("/dev/tty");
        } catch (IOException | UnsupportedOperationException elsewhere) {
            return false;
        }
    }
}
