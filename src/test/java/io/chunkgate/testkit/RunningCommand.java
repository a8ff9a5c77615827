package io.chunkgate.testkit;

import static io.chunkgate.testkit.Eventually.eventually;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A running program. Its output goes to temporary files, so that it never blocks on a pipe. */
public final class RunningCommand implements AutoCloseable {
    private static final long TIMEOUT_SECONDS = 300;

    private final Command command;
    private final Process process;
    private final Path out;
    private final Path err;

    private RunningCommand(Command command, Process process, Path out, Path err) {
        this.command = command;
        this.process = process;
        this.out = out;
        this.err = err;
    }

    static RunningCommand start(Command command) throws IOException {
        Path out = Files.createTempFile("command", ".out");
        Path err = Files.createTempFile("command", ".err");
        ProcessBuilder builder = new ProcessBuilder(command.line())
                .directory(command.folder().toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().putAll(command.environment());
        return new RunningCommand(command, builder.start(), out, err);
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** What it wrote to its standard output so far. */
    public String out() {
        return read(out);
    }

    /** What it wrote to its standard error so far. */
    public String err() {
        return read(err);
    }

    /** Waits until standard output contains a text; fails the test if the program ends before. */
    public void awaitOut(String text) {
        eventually(() -> this, () -> !isAlive() || out().contains(text));
        if (!out().contains(text)) {
            throw new AssertionError("ended before it wrote \"" + text + "\": " + this);
        }
    }

    /** Ends its standard input. */
    public void closeInput() {
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends SIGTERM. */
    public void terminate() {
        process.destroy();
    }

    /** Kills the program and its descendants (SIGKILL). */
    public void kill() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    /** Waits for the end of the program. */
    public CommandResult await() {
        try {
            if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError("still running after " + TIMEOUT_SECONDS + " s: " + this);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting for " + this, e);
        }
        return new CommandResult(command.toString(), process.exitValue(), out(), err());
    }

    /** Kills the program if it is running, and removes its output. */
    @Override
    public void close() {
        kill();
        try {
            Files.deleteIfExists(out);
            Files.deleteIfExists(err);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return command + "\n" + out() + err();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
