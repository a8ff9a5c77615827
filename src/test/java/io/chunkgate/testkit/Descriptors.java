package io.chunkgate.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The open descriptors of a process. */
public final class Descriptors {
    private Descriptors() {}

    /** Every store has its folder of uploads open until it is closed; a test may leave that to the end of the JVM. */
    private static final Pattern OF_A_STORE =
            Pattern.compile(".*/\\.chunkgate/(uploads|ended|ended/.*\\.log)( \\(deleted\\))?");

    /** The files that this process has open somewhere below a folder. */
    public static List<String> openBelow(Path folder) {
        return openBelow(ProcessHandle.current().pid(), folder);
    }

    /** The files that a process of this user has open somewhere below a folder. */
    public static List<String> openBelow(long pid, Path folder) {
        try (Stream<Path> links = Files.list(Path.of("/proc", Long.toString(pid), "fd"))) {
            return links.map(Descriptors::target)
                    .filter(target -> target.startsWith(folder.toString()))
                    .filter(target -> !OF_A_STORE.matcher(target).matches())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String target(Path link) {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (IOException closedMeanwhile) {
            return "";
        }
    }
}
