package io.chunkgate.store.local;

import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.StoreException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Prevents uploads from taking the last inodes of the disk. Java does not report them, so the program {@code stat} is run now
 * and then, by {@link #measure}; between, what uploads take is counted. Where that is missing, or the file system has no fixed number of inodes, nothing is known,
 * and a file that cannot be created is {@code RESOURCE_EXHAUSTED} as well.
 */
final class FreeInodes {
    private static final Logger LOG = LoggerFactory.getLogger(FreeInodes.class);
    private static final int TIMEOUT_SECONDS = 5;

    /** As many files may be created until the next measurement; fewer on a small disk, of this share of its inodes. */
    private static final long MAX_FLOOR = 1000;

    private static final long SHARE = 50;

    /** The bytes and the record. */
    private static final int OF_AN_UPLOAD = 2;

    private final Path folder;
    private final AtomicLong taken = new AtomicLong();
    private volatile Optional<Inodes> known = Optional.empty();

    /** The inodes of a disk, and how many of them are free. */
    record Inodes(long total, long free) {
        /** How many must stay free. */
        long floor() {
            return Math.min(MAX_FLOOR, total / SHARE);
        }
    }

    FreeInodes(Path folder) {
        this.folder = folder;
    }

    /** The free inodes at the last measurement; empty when they are not known, or not limited. */
    OptionalLong freeInodes() {
        return known.map(inodes -> OptionalLong.of(inodes.free())).orElse(OptionalLong.empty());
    }

    /**
     * Counts those of a new upload. Blocks when it has to measure.
     *
     * @throws StoreException {@code RESOURCE_EXHAUSTED} when nearly all inodes are in use
     */
    void take() {
        long since = taken.addAndGet(OF_AN_UPLOAD);
        if (known.filter(inodes -> inodes.free() - since < inodes.floor()).isPresent()) {
            measure();
        }
        require();
    }

    /** @throws StoreException {@code RESOURCE_EXHAUSTED} when nearly all inodes were in use at the last measurement */
    void require() {
        known.filter(inodes -> inodes.free() < inodes.floor()).ifPresent(inodes -> {
            throw StoreException.unexpected(
                    ErrorCode.RESOURCE_EXHAUSTED,
                    "free inodes of the disk",
                    inodes.free(),
                    "at least " + inodes.floor());
        });
    }

    /** Reads the number from the system; blocks. */
    void measure() {
        try {
            known = parse(run());
            taken.set(0);
        } catch (IOException | RuntimeException e) {
            LOG.debug("Cannot read the number of free inodes", e);
            known = Optional.empty();
        }
    }

    /** @param output the number of inodes, 0 if it is not fixed, and how many of them are free */
    static Optional<Inodes> parse(String output) {
        String[] numbers = output.strip().split(" ", 2);
        Inodes inodes = new Inodes(Long.parseLong(numbers[0]), Long.parseLong(numbers[1]));
        return inodes.total() == 0 ? Optional.empty() : Optional.of(inodes);
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
