package io.chunkgate.client.resume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chunkgate.testkit.TestData;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SourcesTest {
    private static final byte[] BYTES = TestData.bytes(10_000);

    @TempDir
    private Path folder;

    @Test
    void stream_readsBufferedBytesAgain() throws IOException {
        StreamSource source = new StreamSource(new ByteArrayInputStream(BYTES), 1_000);
        for (int position = 0; position < 5_000; position += 700) {
            read(source, position, 700);
        }

        assertThat(read(source, 4_700, 2_000)).isEqualTo(Arrays.copyOfRange(BYTES, 4_700, 6_700));
        assertThatThrownBy(() -> read(source, 5_699, 1))
                .isInstanceOf(IOException.class)
                .hasMessage("input no longer buffered: byte 5699 (expected: 5700..6700)");
        assertThat(read(source, 6_700, 9_000)).isEqualTo(Arrays.copyOfRange(BYTES, 6_700, 10_000));
        assertThat(read(source, 10_000, 10)).isEmpty();
    }

    @Test
    void fileThatGrows_keepsInitialSize() throws IOException {
        Path file = Files.write(folder.resolve("file"), BYTES);
        try (FileSource source = FileSource.open(file)) {
            Files.write(file, TestData.bytes(20_000));

            assertThat(source.size()).hasValue(10_000);
            assertThat(read(source, 9_000, 5_000)).hasSize(1_000);
            assertThat(read(source, 12_000, 1)).isEmpty();
        }
    }

    @Test
    void fileThatBecomesShorter_fails() throws IOException {
        Path file = Files.write(folder.resolve("file"), BYTES);
        try (FileSource source = FileSource.open(file);
                RandomAccessFile writer = new RandomAccessFile(file.toFile(), "rw")) {
            writer.setLength(500);

            assertThatThrownBy(() -> read(source, 0, 5_000))
                    .isInstanceOf(IOException.class)
                    .hasMessage("file has become shorter: 500 bytes (expected: 10000)");
        }
    }

    @ParameterizedTest
    @MethodSource("changes")
    void fileThatChanges_isNoticedAtItsEnd(Change change) throws IOException {
        Path file = Files.write(folder.resolve("file"), BYTES);
        try (FileSource source = FileSource.open(file)) {
            source.requireUnchanged();
            change.apply(file);

            assertThatThrownBy(source::requireUnchanged)
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith("'" + file + "' was changed while it was read");
        }
    }

    private interface Change {
        void apply(Path file) throws IOException;
    }

    static Stream<Named<Change>> changes() {
        return Stream.of(
                Named.of("longer", file -> Files.write(file, new byte[1], StandardOpenOption.APPEND)),
                Named.of("modified a microsecond later", file -> {
                    Instant time = Files.getLastModifiedTime(file).toInstant();
                    Files.setLastModifiedTime(file, FileTime.from(time.plusNanos(1_000)));
                }),
                Named.of("another file of its size and time", file -> {
                    Path other = Files.write(file.resolveSibling("other"), BYTES);
                    Files.setLastModifiedTime(other, Files.getLastModifiedTime(file));
                    Files.move(other, file, StandardCopyOption.REPLACE_EXISTING);
                }),
                Named.of("deleted", Files::delete));
    }

    /** The kernel says that it is empty, and an empty file would be uploaded in its place. */
    @Test
    void fileWithBytesBeyondItsSize_isNoticed() throws IOException {
        try (FileSource source = FileSource.open(Path.of("/proc/version"))) {
            assertThat(source.size()).hasValue(0);
            assertThatThrownBy(source::requireUnchanged).isInstanceOf(IOException.class);
        }
    }

    @Test
    void digest_isOfWholeFile_inAnyOrderOfUpdates() throws IOException {
        Path file = Files.write(folder.resolve("file"), BYTES);
        OrderedDigest digest = new OrderedDigest();
        digest.update(0, slice(0, 4_000));
        digest.update(6_000, slice(6_000, 8_000));
        digest.update(3_000, slice(3_000, 5_000));
        try (FileSource source = FileSource.open(file)) {
            assertThat(digest.finish(source)).isEqualTo(TestData.sha256(BYTES));
            assertThat(digest.finish(source)).isEqualTo(TestData.sha256(BYTES));
        }
    }

    private static ByteBuffer slice(int from, int to) {
        return ByteBuffer.wrap(BYTES, from, to - from);
    }

    private static byte[] read(ByteSource source, long position, int byteCount) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(byteCount);
        source.read(position, buffer);
        return Arrays.copyOf(buffer.array(), buffer.position());
    }
}
