package io.chunkgate.testing;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * What a test needs of the machine. Without it the test is skipped, and says what is missing; where the environment
 * variable {@code CI} is set, it fails. {@code .ci/run} installs all of it.
 */
public final class Tools {
    private Tools() {}

    /** @param programs names of programs that must be on the search path */
    public static void require(String... programs) {
        for (String program : programs) {
            check(isOnPath(program), program);
        }
    }

    /** Files or folders that must be there, such as a library's. */
    public static void require(Path... paths) {
        for (Path path : paths) {
            check(Files.exists(path), path.toString());
        }
    }

    /** Modules that Debian's Python must find. */
    public static void requirePythonModules(String... modules) {
        require(Path.of("/usr/bin/python3"));
        for (String module : modules) {
            CommandResult imported =
                    Command.of("/usr/bin/python3", "-c", "import " + module).run();
            check(imported.exitCode() == 0, "Python's module " + module);
        }
    }

    private static void check(boolean found, String what) {
        if (found) {
            return;
        }
        String message = "not on this machine: " + what + " (.ci/run installs it)";
        if (System.getenv("CI") != null) {
            throw new AssertionError(message);
        }
        Assumptions.abort(message);
    }

    private static boolean isOnPath(String program) {
        return Stream.of(System.getenv("PATH").split(Pattern.quote(File.pathSeparator)))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }
}
