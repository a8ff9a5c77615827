package io.chunkgate.cli;

import io.chunkgate.client.ClientException;
import io.chunkgate.client.resume.TransferListener;
import io.chunkgate.client.resume.TransferResult;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Shows one transfer while it runs, and its result; this one only broken connections and notes. Closed after the transfer,
 * even if it failed.
 */
class Progress implements TransferListener, AutoCloseable {
    private final String name;
    private final PrintWriter out;
    private long startNanos = System.nanoTime();
    private long earlierBytes;
    private long doneBytes;
    private OptionalLong size = OptionalLong.empty();

    /** @param name the name of the file */
    Progress(String name, PrintWriter out) {
        this.name = name;
        this.out = out;
    }

    @Override
    public void started(long earlierByteCount, OptionalLong fileSize) {
        startNanos = System.nanoTime();
        earlierBytes = earlierByteCount;
        doneBytes = earlierByteCount;
        size = fileSize;
    }

    @Override
    public void moved(long byteCount) {
        doneBytes += byteCount;
    }

    @Override
    public void interrupted(ClientException cause, Duration delay) {
        note(cause.getMessage() + "; trying again in " + Durations.format(delay));
    }

    @Override
    public void note(String message) {
        out.println(name + ": " + message);
    }

    /** Shows the result of a successful transfer. */
    void done(TransferResult result) {}

    @Override
    public void close() {}

    final String name() {
        return name;
    }

    final long doneBytes() {
        return doneBytes;
    }

    final OptionalLong size() {
        return size;
    }

    final Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - startNanos);
    }

    /** The bytes that this run transferred. */
    final long transferredBytes() {
        return doneBytes - earlierBytes;
    }

    /** The average of this run, without the bytes of earlier runs. */
    final long bytesPerSecond() {
        return (long) (transferredBytes() * 1000.0 / Math.max(1, elapsed().toMillis()));
    }

    /** The remaining time at this rate; empty if it is unknown. */
    final Optional<Duration> remainingTime() {
        return size.isEmpty() || bytesPerSecond() <= 0
                ? Optional.empty()
                : Optional.of(Duration.ofSeconds((size.getAsLong() - doneBytes) / bytesPerSecond()));
    }
}
