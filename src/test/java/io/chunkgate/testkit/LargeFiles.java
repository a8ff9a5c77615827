package io.chunkgate.testkit;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Random;

/** Creates and compares files that are larger than the memory of the tests. */
public final class LargeFiles {
    private static final int MEBIBYTE = 1024 * 1024;

    private LargeFiles() {}

    /** A file of pseudo-random bytes, the same in every run. */
    public static Path random(Path path, long byteCount) {
        Random random = new Random(byteCount);
        byte[] block = new byte[MEBIBYTE];
        try (OutputStream file = Files.newOutputStream(path)) {
            for (long left = byteCount; left > 0; left -= block.length) {
                random.nextBytes(block);
                file.write(block, 0, (int) Math.min(block.length, left));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return path;
    }

    /**
     * A sparse file: zeros, but each MiB starts with its own position, so that every
     * block differs, and the last byte is a 1.
     */
    public static Path sparse(Path path, long byteCount) {
        try (FileChannel file = FileChannel.open(
                path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, StandardOpenOption.SPARSE)) {
            for (long position = 0; position + Long.BYTES < byteCount; position += MEBIBYTE) {
                file.write(ByteBuffer.allocate(Long.BYTES).putLong(0, position), position);
            }
            file.write(ByteBuffer.wrap(new byte[] {1}), byteCount - 1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return path;
    }

    /** Fails the test unless two files have the same bytes. */
    public static void assertSame(Path actual, Path expected) {
        assertSameFrom(actual, expected, 0);
    }

    /** Fails the test unless a file has the bytes of another one from an offset. */
    public static void assertSameFrom(Path actual, Path expected, long offset) {
        Command.of("cmp", "--ignore-initial=0:" + offset, actual, expected)
                .run()
                .succeeded();
    }
}
