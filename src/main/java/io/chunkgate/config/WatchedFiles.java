package io.chunkgate.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What was read from files that an operator may change while the gateway runs. When they change they are read again;
 * what cannot be used then is logged, and what was read before stays in force. Safe for any thread.
 *
 * @param <T> what they hold
 */
public final class WatchedFiles<T> {
    private static final Logger LOG = LoggerFactory.getLogger(WatchedFiles.class);

    private final List<Path> files;
    private final Callable<T> reader;
    private volatile @Nullable T current;
    private List<Object> seen = List.of();

    /** @param reader reads them; throws a {@link ConfigException} for what cannot be used */
    public WatchedFiles(List<Path> files, Callable<T> reader) {
        this.files = List.copyOf(files);
        this.reader = reader;
    }

    /** @throws IllegalStateException before the first {@link #load} that succeeded */
    public T current() {
        T read = current;
        if (read == null) {
            throw new IllegalStateException("not loaded");
        }
        return read;
    }

    /**
     * Reads the files unless that was done. Blocks.
     *
     * @throws ConfigException for what cannot be used
     */
    public synchronized void load() {
        if (current == null) {
            List<Object> now = state();
            current = read();
            seen = now;
        }
    }

    /** Looks whether the files have changed, and reads them again if so. Blocks, for a short while. */
    public synchronized void refresh() {
        List<Object> now = state();
        if (now.equals(seen)) {
            return;
        }
        seen = now; // Not twice for one change, though it be a bad one.
        try {
            current = read();
            LOG.info("read again after a change: {}", files);
        } catch (ConfigException e) {
            LOG.error("what was read before stays in force: {}", e.getMessage());
        }
    }

    private T read() {
        try {
            return Objects.requireNonNull(reader.call());
        } catch (ConfigException e) {
            throw e;
        } catch (Exception e) {
            throw new ConfigException(files + ": cannot be read (" + e + ")");
        }
    }

    private List<Object> state() {
        return files.stream().map(WatchedFiles::state).toList();
    }

    /** Time and size alone would miss a link that is pointed to another file. */
    private static Object state(Path file) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return List.of(attributes.lastModifiedTime(), attributes.size(), String.valueOf(attributes.fileKey()));
        } catch (IOException e) {
            return "missing";
        }
    }
}
