package io.chunkgate.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The standard streams as bytes go through them.
 *
 * @param errIsTerminal whether a person watches standard error
 */
record StandardStreams(InputStream in, OutputStream out, boolean errIsTerminal) {
    static StandardStreams ofThisProcess() {
        return new StandardStreams(System.in, System.out, isTerminal(2));
    }

    /** Java tells it of standard input and output together alone. Where this cannot be asked, nobody watches. */
    private static boolean isTerminal(int descriptor) {
        try {
            Path target = Files.readSymbolicLink(Path.of("/proc/self/fd", Integer.toString(descriptor)));
            return target.startsWith("/dev/pts") || target.toString().startsWith("/dev/tty");
        } catch (IOException | UnsupportedOperationException elsewhere) {
            return false;
        }
    }
}
