package io.chunkgate.testkit;

import static io.chunkgate.testkit.Eventually.eventually;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A process with its own environment. Closing it kills the process and its descendants. */
public final class Program implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofMinutes(2);

    private final Process process;
    private final Path out;
    private final Path err;

    private Program(Process process, Path out, Path err) {
        this.process = process;
        this.out = out;
        this.err = err;
    }

    /** @param environment the whole environment of the program */
    public static Program start(Path workingDirectory, Map<String, String> environment, String... command)
            throws IOException {
        Path out = Files.createTempFile("program", ".out");
        Path err = Files.createTempFile("program", ".err");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(workingDirectory.toFile())
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        return new Program(builder.start(), out, err);
    }

    public ProcessHandle handle() {
        return process.toHandle();
    }

    /** The standard output so far. */
    public String out() {
        return text(out);
    }

    /** The standard error so far. */
    public String err() {
        return text(err);
    }

    /** Waits until standard output or standard error contains a text. */
    public void awaitText(String text) {
        eventually(TIMEOUT, () -> out() + err(), () -> out().contains(text) || err().contains(text));
    }

    /** @param name without {@code SIG} */
    public void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("sh", "-c", "kill -" + name + " " + process.pid())
                .inheritIO()
                .start()
                .waitFor();
    }

    /** Waits for the end and returns the exit code. */
    public int exitCode() throws InterruptedException {
        if (!process.waitFor(TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError("still running; output: " + out() + err());
        }
        return process.exitValue();
    }

    @Override
    public void close() throws IOException {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().onExit().join();
        Files.delete(out);
        Files.delete(err);
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
