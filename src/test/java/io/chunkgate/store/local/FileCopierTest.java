package io.chunkgate.store.local;

import static io.chunkgate.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.chunkgate.store.CopySpec;
import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.FileInfo;
import io.chunkgate.store.FileName;
import io.chunkgate.store.FileStore;
import io.chunkgate.store.LinkFollowingStore;
import io.chunkgate.store.PublishCondition;
import io.chunkgate.store.Sha256;
import io.chunkgate.testkit.Command;
import io.chunkgate.testkit.RunningCommand;
import io.chunkgate.testkit.TestData;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileCopierTest extends UploadsTestBase {
    private static final FileName FROM = FileName.of("from/file");
    private static final FileName TO = FileName.of("to/file");
    private static final CopySpec COPY = new CopySpec(FROM, TO);
    private static final int LARGE = 3 * MIB + 1;

    /** Another program than that of the system. */
    @TempDir
    Path programs;

    @ParameterizedTest
    @ValueSource(ints = {1000, LARGE})
    void copy_hasTheTimeAndTheComputedDigest_whichIsItsTag(int size, Vertx vertx) throws IOException {
        byte[] bytes = TestData.file(root.resolve("from/file"), size);
        Instant modified = Instant.parse("2020-01-01T12:00:00.123456789Z");
        Files.setLastModifiedTime(root.resolve("from/file"), FileTime.from(modified));
        FileStore store = open(vertx, SETTINGS);
        FileInfo source = await(store.digest(FROM));
        eventually(
                () -> "no digest",
                () -> { // That of a busy machine may not be valid.
                    await(store.digest(FROM));
                    return await(store.stat(FROM)).equals(source);
                });
        FileInfo copied = await(store.copy(COPY));
        assertThat(copied.modified()).isEqualTo(source.modified());
        assertThat(copied.modified()).isEqualTo(modified);
        assertThat(copied.sha256()).contains(Sha256.hex(bytes));
        assertThat(copied.etag()).isEqualTo('"' + Sha256.hex(bytes) + '"');
        assertThat(await(store.stat(TO))).isEqualTo(copied);
        assertThat(root.resolve("to/file")).hasBinaryContent(bytes);
        assertThat(await(store.stat(FROM))).isEqualTo(source);
        assertThat(list(uploads())).isEmpty();
        await(store.close());
    }

    @Test
    void copy_ofAFileWithoutDigest_hasNone_untilItIsRequested(Vertx vertx) {
        byte[] bytes = TestData.file(root.resolve("from/file"), 1000);
        FileStore store = open(vertx, SETTINGS);
        assertThat(await(store.copy(COPY)).sha256()).isEmpty();
        assertThat(await(store.digest(TO)).sha256()).contains(Sha256.hex(bytes));
        await(store.close());
    }

    @Test
    void copyOfALink_hasTheBytesOfItsTarget(Vertx vertx) throws IOException {
        TestData.file(root.resolve("real"), 10);
        Files.createDirectory(root.resolve("from"));
        Files.createSymbolicLink(root.resolve("from/file"), root.resolve("real"));
        FileStore store = new LinkFollowingStore(open(vertx, SETTINGS));
        await(store.copy(COPY));
        assertThat(root.resolve("to/file")).isRegularFile().hasSize(10);
        assertThat(root.resolve("from/file")).isSymbolicLink();
        await(store.close());
    }

    @Test
    void largeFile_hasTheHolesOfItsSource(Vertx vertx) throws IOException {
        Files.createDirectory(root.resolve("from"));
        try (RandomAccessFile file =
                new RandomAccessFile(root.resolve("from/file").toFile(), "rw")) {
            file.setLength(1L << 31);
            file.seek(1L << 30);
            file.write(TestData.bytes(10));
        }
        FileStore store = open(vertx, SETTINGS.withMinFreeSpace(0));
        await(store.copy(COPY));
        assertThat(root.resolve("to/file")).hasSize(1L << 31);
        try (RandomAccessFile file =
                new RandomAccessFile(root.resolve("to/file").toFile(), "r")) {
            byte[] read = new byte[11];
            file.seek(1L << 30);
            file.readFully(read);
            assertThat(read).startsWith(TestData.bytes(10)).endsWith(0);
        }
        String blocks = Command.of("stat", "-c", "%b", root.resolve("to/file"))
                .run()
                .succeeded()
                .out();
        assertThat(Long.parseLong(blocks.strip())).isLessThan(1024);
        await(store.close());
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "exit 1", "printf wrong >$4; exit 1", "kill -9 $$"})
    void largeFile_isCopiedWithoutTheProgram(String script, Vertx vertx) throws IOException {
        byte[] bytes = TestData.file(root.resolve("from/file"), LARGE);
        String program = script.equals("none") ? programs.resolve("none").toString() : program(script);
        await(copy(vertx, program));
        assertThat(root.resolve("to/file")).hasBinaryContent(bytes);
        assertThat(list(uploads())).isEmpty();
    }

    @Test
    void upload_isLocked_untilTheCopyIsPublished(Vertx vertx) {
        TestData.file(root.resolve("from/file"), LARGE);
        List<String> seen = new CopyOnWriteArrayList<>();
        FileStore store = open(vertx, SETTINGS.withDisk(channel -> {
            try (RunningCommand other =
                    LockProbe.start(uploads().resolve(list(uploads()).get(0)))) {
                other.closeInput();
                seen.add(other.await().out().strip());
            }
        }));
        await(store.copy(COPY));
        assertThat(seen).containsExactly(LockProbe.REFUSED);
        await(store.close());
    }

    /** The program is started with the file open, and changes it. */
    @ParameterizedTest
    @ValueSource(strings = {"printf x | dd of=$SOURCE conv=notrunc", "truncate -s 2000000 $SOURCE", ": >$SOURCE"})
    void fileThatIsChangedMeanwhile_isNotCopied(String change, Vertx vertx) throws IOException {
        TestData.file(root.resolve("from/file"), LARGE);
        TestData.file(root.resolve("to/file"), 10);
        Files.setLastModifiedTime(root.resolve("from/file"), FileTime.from(Instant.EPOCH));
        assertFailsWith(ErrorCode.DATA_LOSS, copy(vertx, program(change + "; cp \"$@\"")));
        assertThat(root.resolve("to/file")).hasSize(10);
        eventually(() -> list(uploads()), () -> list(uploads()).isEmpty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"printf more >>$SOURCE", "rm $SOURCE", "rm $SOURCE; echo other >$SOURCE"})
    void fileThatIsAppendedToOrReplacedMeanwhile_isCopiedAsItWas(String change, Vertx vertx) throws IOException {
        byte[] bytes = TestData.file(root.resolve("from/file"), LARGE);
        await(copy(vertx, program(change + "; cp \"$@\"")));
        assertThat(root.resolve("to/file")).hasBinaryContent(bytes);
    }

    @Test
    void copyWithoutSpace_isRefused_andLeavesNothing(Vertx vertx) {
        TestData.file(root.resolve("from/file"), LARGE);
        FileStore store = open(vertx, SETTINGS.withMinFreeSpace(Long.MAX_VALUE / 2));
        assertFailsWith(ErrorCode.RESOURCE_EXHAUSTED, store.copy(COPY));
        assertThat(root.resolve("to/file")).doesNotExist();
        assertThat(list(uploads())).isEmpty();
        await(store.close());
    }

    @Test
    void copiesToOneNewName_atOnce_succeedOnlyOnce(Vertx vertx) {
        TestData.file(root.resolve("from/file"), LARGE);
        FileStore store = open(vertx, SETTINGS);
        CopySpec toNew = new CopySpec(FROM, TO, new PublishCondition.Anything(), new PublishCondition.MustBeNew());
        Future<FileInfo> first = store.copy(toNew);
        Future<FileInfo> second = store.copy(toNew);
        await(Future.join(first, second).otherwiseEmpty());
        assertThat(first.succeeded() ^ second.succeeded()).isTrue();
        assertFailsWith(ErrorCode.ALREADY_EXISTS, first.succeeded() ? second : first);
        eventually(() -> list(uploads()), () -> list(uploads()).isEmpty());
        await(store.close());
    }

    @Test
    void linkThatLeadsOut_isRefused(@TempDir Path outside, Vertx vertx) throws IOException {
        TestData.file(outside.resolve("secret"), 10);
        Files.createDirectory(root.resolve("from"));
        Files.createSymbolicLink(root.resolve("from/file"), outside.resolve("secret"));
        FileStore store = new LinkFollowingStore(open(vertx, SETTINGS));
        assertFailsWith(ErrorCode.PERMISSION_DENIED, store.copy(COPY));
        assertThat(root.resolve("to/file")).doesNotExist();
        await(store.close());
    }

    private Future<FileInfo> copy(Vertx vertx, String program) throws IOException {
        LocalUploads uploads = new LocalUploads(vertx, StoreRoot.at(root, SETTINGS.disk()), SETTINGS);
        FileCopier copier = new FileCopier(uploads, program);
        Context context = vertx.getOrCreateContext();
        return vertx.executeBlocking(() -> copier.copy(context, COPY)).eventually(uploads::close);
    }

    private String program(String script) throws IOException {
        Path program = programs.resolve("program");
        String source = "SOURCE='" + root.resolve("from/file") + "'\n";
        Files.writeString(program, "#!/bin/sh\n" + source + script + "\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
        return program.toString();
    }
}
