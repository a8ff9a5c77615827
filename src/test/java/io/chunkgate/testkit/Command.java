package io.chunkgate.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A command line. Immutable: the {@code with} methods return a copy.
 *
 * @param line        the program and its arguments
 * @param environment variables in addition to the environment of the tests
 * @param folder      the working folder
 */
public record Command(List<String> line, Map<String, String> environment, Path folder) {
    /** The folder of the project, where Maven runs the tests. */
    private static final Path PROJECT = Path.of("").toAbsolutePath();

    /** @param line the program and its arguments, converted by {@code toString} */
    public static Command of(Object... line) {
        return new Command(strings(line), Map.of(), PROJECT);
    }

    /**
     * A script for bash that fails when any part of a pipeline fails.
     *
     * @param arguments {@code $1} and on
     */
    public static Command bash(String script, Object... arguments) {
        return of("bash", "-o", "pipefail", "-c", script, "bash").with(arguments);
    }

    public String program() {
        return line.get(0);
    }

    public Command with(Object... arguments) {
        List<String> all =
                Stream.concat(line.stream(), strings(arguments).stream()).toList();
        return new Command(all, environment, folder);
    }

    public Command withEnvironment(String key, String value) {
        return withEnvironment(Map.of(key, value));
    }

    public Command withEnvironment(Map<String, String> variables) {
        Map<String, String> all = new HashMap<>(environment);
        all.putAll(variables);
        return new Command(line, all, folder);
    }

    public Command in(Path otherFolder) {
        return new Command(line, environment, otherFolder);
    }

    /** Runs the command to its end; the test fails if it takes minutes. */
    public CommandResult run() {
        try (RunningCommand running = start()) {
            return running.await();
        }
    }

    /** Starts the command. The caller closes it, which ends the program. */
    public RunningCommand start() {
        try {
            return RunningCommand.start(this);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return String.join(" ", line);
    }

    private static List<String> strings(Object... values) {
        return Arrays.stream(values).map(Object::toString).toList();
    }
}
