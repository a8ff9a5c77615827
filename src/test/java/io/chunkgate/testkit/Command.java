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
 * A program of the machine to run, as a user would type it. Immutable: the {@code with} methods return a copy.
 *
 * @param words       the program and its arguments
 * @param environment what is added to the environment of the tests
 * @param folder      where it runs
 */
public record Command(List<String> words, Map<String, String> environment, Path folder) {
    /** The folder of the project, where Maven runs the tests. */
    private static final Path PROJECT = Path.of("").toAbsolutePath();

    /** @param words the program and its arguments, made strings by {@code toString} */
    public static Command of(Object... words) {
        return new Command(strings(words), Map.of(), PROJECT);
    }

    /**
     * A script for bash that fails when any part of a pipeline fails.
     *
     * @param arguments {@code $1} and on
     */
    public static Command bash(String script, Object... arguments) {
        return of("bash", "-o", "pipefail", "-c", script, "bash").with(arguments);
    }

    public Command with(Object... arguments) {
        List<String> all =
                Stream.concat(words.stream(), strings(arguments).stream()).toList();
        return new Command(all, environment, folder);
    }

    public Command withEnvironment(String key, String value) {
        return withEnvironment(Map.of(key, value));
    }

    public Command withEnvironment(Map<String, String> variables) {
        Map<String, String> all = new HashMap<>(environment);
        all.putAll(variables);
        return new Command(words, all, folder);
    }

    public Command in(Path otherFolder) {
        return new Command(words, environment, otherFolder);
    }

    /** Runs it to its end; the test fails when that takes minutes. */
    public CommandResult run() {
        try (RunningCommand running = start()) {
            return running.await();
        }
    }

    /** Starts it; the caller closes what is returned, which ends the program. */
    public RunningCommand start() {
        try {
            return RunningCommand.start(this);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return String.join(" ", words);
    }

    private static List<String> strings(Object... words) {
        return Arrays.stream(words).map(Object::toString).toList();
    }
}
