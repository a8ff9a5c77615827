package io.chunkgate.store.local;

import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.StoreException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Prevents uploads from taking the last inodes of the disk. Java does not report them, so the program {@code stat} is run now
 * and then, by {@link #measure}. Where that is missing, or the file system has no fixed number of inodes, nothing is known,
 * and a file that cannot be created is {@code RESOURCE_EXHAUSTED} as well.
 */
final class FreeInodes {
    private static final Logger LOG = LoggerFactory.getLogger(FreeInodes.class);
    private static final int TIMEOUT_SECONDS = 5;

    /** As many files may be created until the next measurement. */
    private static final long FLOOR = 1000;

    private final Path folder;
    private volatile OptionalLong free = OptionalLong.empty();

    FreeInodes(Path folder) {
        this.folder = folder;
    }

    /** The free inodes at the last measurement; empty when they are not known, or not limited. */
    OptionalLong freeInodes() {
        return free;
    }

    /** @throws StoreException {@code RESOURCE_EXHAUSTED} when nearly all inodes are in use */
    void require() {
        long most = free.orElse(Long.MAX_VALUE);
        if (most < FLOOR) {
            throw StoreException.unexpected(
                    ErrorCode.RESOURCE_EXHAUSTED, "free inodes of the disk", most, "at least " + FLOOR);
        }
    }

    /** Reads the number from the system; blocks. */
    void measure() {
        try {
            free = parse(run());
        } catch (IOException | RuntimeException e) {
            LOG.debug("Cannot read the number of free inodes", e);
            free = OptionalLong.empty();
        }
    }

    /** @param output the number of inodes, 0 if it is not fixed, and how many of them are free */
    static OptionalLong parse(String output) {
        String[] numbers = output.strip().split(" ", 2);
        return Long.parseLong(numbers[0]) == 0 ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(numbers[1]));
    }

    private String run() throws IOException {
        Process stat = new ProcessBuilder("stat", "-f", "-c", "%c %d", folder.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            if (!stat.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
                throw new IOException("stat timed out");
            }
            return new String(stat.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } finally {
            stat.destroyForcibly();
        }
    }
}
