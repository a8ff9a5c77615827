package io.chunkgate.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The content of files that an operator may change while the gateway runs. Changed files are read again; invalid content is
 * then logged, and the previous content stays in use. Safe for any thread.
 *
 * @param <T> the content
 */
public final class WatchedFiles<T> {
    private static final Logger LOG = LoggerFactory.getLogger(WatchedFiles.class);

    private final List<Path> files;
    private final Callable<T> reader;
    private volatile @Nullable T current;
    private List<Object> seen = List.of();

    /**
     * @param reader reads the files; throws a {@link ConfigException} for invalid content
     * @param files  settings; an empty one is ignored
     */
    public WatchedFiles(Callable<T> reader, String... files) {
        this.files =
                Stream.of(files).filter(file -> !file.isEmpty()).map(Path::of).toList();
        this.reader = reader;
    }

    /** @throws IllegalStateException before a successful {@link #load} */
    public T current() {
        T read = current;
        if (read == null) {
            throw new IllegalStateException("not loaded");
        }
        return read;
    }

    /**
     * Reads the files if they were not read before. Blocks.
     *
     * @throws ConfigException for invalid content
     */
    public synchronized void load() {
        if (current == null) {
            List<Object> now = state();
            current = read();
            seen = now;
        }
    }

    /** Reads the files again if they have changed. Blocks for a short time. */
    public synchronized void refresh() {
        List<Object> now = state();
        if (now.equals(seen)) {
            return;
        }
        seen = now; // Invalid content is read and logged only once.
        try {
            current = read();
            LOG.info("Read again after a change: {}", files);
        } catch (ConfigException e) {
            LOG.error("The previous content stays in use: {}", e.getMessage());
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

    /** The file key detects a link that was changed to another file. */
    private static Object state(Path file) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return List.of(attributes.lastModifiedTime(), attributes.size(), String.valueOf(attributes.fileKey()));
        } catch (IOException e) {
            return "missing";
        }
    }
}
