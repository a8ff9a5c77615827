package io.chunkgate.cli;

import io.chunkgate.client.resume.ByteSink;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * The environment of the program.
 *
 * @param variables     the environment variables
 * @param home          the folder of the installation; empty if the jar was started without the launcher
 * @param in            standard input, as bytes
 * @param out           standard output, as bytes
 * @param errIsTerminal whether standard error is a terminal
 */
record Environment(
        Map<String, String> variables, Optional<Path> home, InputStream in, StandardOutput out, boolean errIsTerminal) {
    static Environment ofThisProcess() {
        // The launcher sets chunkgate.home.
        Optional<Path> home =
                Optional.ofNullable(System.getProperty("chunkgate.home")).map(Path::of);
        return new Environment(System.getenv(), home, System.in, standardOutput(), isTerminal(2));
    }

    /** Without input, and without output of bytes. */
    static Environment isolated(Map<String, String> variables, Optional<Path> home) {
        return new Environment(
                variables,
                home,
                InputStream.nullInputStream(),
                new StandardOutput(OutputStream.nullOutputStream(), false),
                false);
    }

    /** Not {@code System.out}, which hides failures. */
    private static StandardOutput standardOutput() {
        String target = descriptor(1);
        boolean isPipe = target.startsWith("pipe:") || target.startsWith("socket:");
        return new StandardOutput(new FileOutputStream(FileDescriptor.out), isPipe);
    }

    /** The configuration file of the installation, if it exists. */
    Optional<Path> configFile() {
        return home.map(folder -> folder.resolve("conf").resolve("chunkgate.json"))
                .filter(Files::exists);
    }

    /** The folder for state that later runs read, by the XDG base directory specification. */
    Path stateFolder() {
        String folder = variables.getOrDefault("XDG_STATE_HOME", "");
        Path base = folder.isEmpty()
                ? Path.of(variables.getOrDefault("HOME", System.getProperty("user.home")), ".local", "state")
                : Path.of(folder);
        return base.resolve("chunkgate");
    }

    /** Writes bytes that arrive in order to standard output. */
    ByteSink sink() {
        return (position, bytes) ->
                out.write(bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining());
    }

    /** {@code System.console()} needs a terminal on standard input and output as well. */
    private static boolean isTerminal(int number) {
        String target = descriptor(number);
        return target.startsWith("/dev/pts") || target.startsWith("/dev/tty");
    }

    /** What a descriptor of this process refers to; empty on systems without /proc. */
    private static String descriptor(int number) {
        try {
            return Files.readSymbolicLink(Path.of("/proc/self/fd", Integer.toString(number)))
                    .toString();
        } catch (IOException | UnsupportedOperationException elsewhere) {
            return "";
        }
    }
}
