package io.chunkgate.accesslog;

import io.chunkgate.config.ConfigException;
import java.io.Closeable;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/** The log file; created again after it was moved away. All methods block. */
final class LogFile implements Closeable {
    private static final String STANDARD_OUTPUT = "-";

    private final @Nullable Path path;
    private OutputStream out;
    private @Nullable Object openedKey;
    /** Whether a line may have been written in part. */
    private boolean isTorn;

    private LogFile(@Nullable Path path, OutputStream out, @Nullable Object openedKey) {
        this.path = path;
        this.out = out;
        this.openedKey = openedKey;
    }

    /** @throws ConfigException if the file cannot be written */
    static LogFile open(String file) {
        if (file.equals(STANDARD_OUTPUT)) {
            return new LogFile(null, new FileOutputStream(FileDescriptor.out), null);
        }
        Path path = Path.of(file);
        try {
            return new LogFile(path, append(path), key(path));
        } catch (IOException e) {
            throw new ConfigException("accessLog.file: '" + file + "' cannot be written (" + e + ")");
        }
    }

    /** Appends lines. A failed call may write some of them; the next call then starts on a new line. */
    void write(String lines) throws IOException {
        String text = isTorn ? "\n" + lines : lines;
        isTorn = true;
        out.write(text.getBytes(StandardCharsets.UTF_8));
        isTorn = false;
    }

    /** Opens a new file if the path is missing or refers to another file. */
    void reopenIfMoved() throws IOException {
        if (path != null && (!Files.exists(path) || !key(path).equals(openedKey))) {
            OutputStream before = out;
            out = append(path);
            openedKey = key(path);
            isTorn = false;
            before.close();
        }
    }

    @Override
    public void close() throws IOException {
        if (path != null) {
            out.close();
        }
    }

    private static OutputStream append(Path path) throws IOException {
        return Files.newOutputStream(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    /** Identifies a file independently of its name. */
    private static Object key(Path path) throws IOException {
        Object key = Files.readAttributes(path, BasicFileAttributes.class).fileKey();
        return key == null ? path : key;
    }
}
