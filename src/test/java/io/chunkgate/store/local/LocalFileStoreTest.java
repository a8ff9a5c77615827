package io.chunkgate.store.local;

import static io.chunkgate.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.FileInfo;
import io.chunkgate.store.FileName;
import io.chunkgate.store.FileStore;
import io.chunkgate.store.FileStoreContract;
import io.chunkgate.store.FolderEntry;
import io.chunkgate.store.FolderName;
import io.chunkgate.store.FolderPage;
import io.chunkgate.store.LinkFollowingStore;
import io.chunkgate.store.ListOrder;
import io.chunkgate.store.ListQuery;
import io.chunkgate.store.Sha256;
import io.chunkgate.store.StoreException;
import io.chunkgate.store.StoredFile;
import io.chunkgate.store.Upload;
import io.chunkgate.store.UploadSpec;
import io.chunkgate.testkit.Eventually;
import io.chunkgate.testkit.FileReads;
import io.chunkgate.testkit.TestData;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LocalFileStoreTest extends FileStoreContract {
    private static final FileName NAME = FileName.of("file.bin");

    @TempDir
    private Path root;

    @Override
    protected FileStore createStore(Vertx vertx) {
        return new LinkFollowingStore(await(LocalFileStore.open(vertx, root)));
    }

    @Test
    void linkThatLeadsOut_isRefused(@TempDir Path outside) throws IOException {
        TestData.file(outside.resolve("secret"), 10);
        Files.createSymbolicLink(root.resolve("link"), outside.resolve("secret"));
        Files.createSymbolicLink(root.resolve("folder"), outside);
        for (String name : new String[] {"link", "folder/secret"}) {
            assertFailsWith(ErrorCode.PERMISSION_DENIED, () -> await(store().open(FileName.of(name))));
            assertFailsWith(ErrorCode.PERMISSION_DENIED, () -> await(store().stat(FileName.of(name))));
        }
        assertFailsWith(
                ErrorCode.PERMISSION_DENIED, () -> await(store().create(UploadSpec.of(FileName.of("folder/new"), 1))));
        assertFailsWith(
                ErrorCode.PERMISSION_DENIED, () -> await(store().create(UploadSpec.of(FileName.of("folder/a/b"), 1))));
        assertThat(outside.resolve("a")).doesNotExist();
    }

    @Test
    void linkWithinTheRoot_isFollowed() throws IOException {
        byte[] bytes = TestData.file(root.resolve("real/file"), 10);
        Files.createSymbolicLink(root.resolve("link"), root.resolve("real"));
        assertThat(content(FileName.of("link/file"))).isEqualTo(bytes);
    }

    @Test
    void linkIntoTheGatewaysOwnFolder_isRefused() throws IOException {
        TestData.file(root.resolve(".chunkgate/uploads/x"), 10);
        Files.createSymbolicLink(root.resolve("link"), root.resolve(".chunkgate"));
        assertFailsWith(ErrorCode.PERMISSION_DENIED, () -> await(store().stat(FileName.of("link/uploads/x"))));
    }

    @Test
    void pipe_isNotOpened() throws Exception {
        assertThat(new ProcessBuilder("mkfifo", root.resolve("pipe").toString())
                        .start()
                        .waitFor())
                .isZero();
        assertFailsWith(ErrorCode.NOT_FOUND, () -> await(store().open(FileName.of("pipe"))));
    }

    @Test
    void fileWrittenToWhileOpen_failsVerification() throws IOException {
        TestData.file(root.resolve("file.bin"), 100_000);
        Files.setLastModifiedTime(root.resolve("file.bin"), FileTime.from(Instant.EPOCH));
        StoredFile file = await(store().open(NAME));
        await(file.verify());
        Files.write(root.resolve("file.bin"), new byte[1], StandardOpenOption.WRITE);
        assertFailsWith(ErrorCode.DATA_LOSS, () -> await(file.verify()));
        await(file.close());
    }

    @Test
    void fileAppendedToWhileOpen_passesVerification() throws IOException {
        TestData.file(root.resolve("file.bin"), 100_000);
        StoredFile file = await(store().open(NAME));
        for (int i = 0; i < 10; i++) {
            Files.write(root.resolve("file.bin"), new byte[1000], StandardOpenOption.APPEND);
            await(file.verify());
        }
        assertThat(file.info().size()).isEqualTo(100_000);
        await(file.close());
    }

    /** A shorter file that became longer than before, as after copying and truncating a log. */
    @ParameterizedTest
    @CsvSource({"0, 100000", "99999, 1", "0, 1", "41100, 1"})
    void longerFileOfOtherBytes_failsVerification(int offset, int count) throws IOException {
        byte[] bytes = TestData.file(root.resolve("file.bin"), 100_000);
        StoredFile file = await(store().open(NAME));
        for (int i = offset; i < offset + count; i++) {
            bytes[i] ^= 1;
        }
        Files.write(root.resolve("file.bin"), bytes, StandardOpenOption.WRITE);
        Files.write(root.resolve("file.bin"), new byte[1000], StandardOpenOption.APPEND);
        assertFailsWith(ErrorCode.DATA_LOSS, () -> await(file.verify()));
        await(file.close());
    }

    @Test
    void fileTruncatedAfterItWasDeleted_failsVerification() throws IOException {
        TestData.file(root.resolve("file.bin"), 100_000);
        StoredFile file = await(store().open(NAME));
        try (FileChannel writer = FileChannel.open(root.resolve("file.bin"), StandardOpenOption.WRITE)) {
            Files.delete(root.resolve("file.bin"));
            writer.truncate(99_999);
        }
        assertFailsWith(ErrorCode.DATA_LOSS, () -> await(file.verify()));
        await(file.close());
    }

    @Test
    void smallFile_isNotAffectedByLaterChanges() throws IOException {
        byte[] bytes = TestData.file(root.resolve("file.bin"), 1000);
        StoredFile file = await(store().open(NAME));
        Files.write(root.resolve("file.bin"), new byte[500]);
        await(file.verify());
        assertThat(file.channel()).isEmpty();
        assertThat(await(FileReads.read(file, 0, 1000)).getBytes()).isEqualTo(bytes);
        await(file.close());
    }

    @Test
    void fileThatGrowsAllTheTime_isOpenedAndRead() throws Exception {
        TestData.file(root.resolve("file.bin"), 100_000);
        AtomicBoolean appending = new AtomicBoolean(true);
        CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> append(root.resolve("file.bin"), appending));
        for (int i = 0; i < 200; i++) {
            StoredFile file = await(store().open(NAME));
            assertThat(await(FileReads.read(file, file.info().size() - 1, 1)).length())
                    .isOne();
            await(file.verify());
            await(file.close());
        }
        appending.set(false);
        writer.get(20, TimeUnit.SECONDS);
    }

    private static void append(Path file, AtomicBoolean appending) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.APPEND)) {
            while (appending.get()) {
                channel.write(ByteBuffer.wrap(new byte[100]));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Files of the kernel, whose sizes are not true. */
    @ParameterizedTest
    @CsvSource({"/sys, kernel/uevent_seqnum", "/proc, version"})
    void fileWithAnotherSizeThanBytes_isNotOpened(Path folder, String name, Vertx vertx) throws IOException {
        assumeThat(folder.resolve(name)).isReadable();
        ChannelOpener opener = new ChannelOpener(StoreRoot.at(folder, channel -> {}));
        assertThatThrownBy(() -> opener.open(vertx.getOrCreateContext(), FileName.of(name)))
                .isInstanceOfSatisfying(StoreException.class, failure -> assertThat(failure.code())
                        .isEqualTo(ErrorCode.DATA_LOSS));
        opener.close();
    }

    @Test
    void digestOfAFileThatGrows_isThatOfItsLengthAtTheRequest() throws Exception {
        TestData.file(root.resolve("file.bin"), 20_000_000);
        AtomicBoolean appending = new AtomicBoolean(true);
        CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> append(root.resolve("file.bin"), appending));
        FileInfo info = await(store().digest(NAME));
        appending.set(false);
        writer.get(20, TimeUnit.SECONDS);
        byte[] now = Files.readAllBytes(root.resolve("file.bin"));
        assertThat(info.sha256()).contains(Sha256.hex(Arrays.copyOf(now, (int) info.size())));
    }

    @Test
    void nameBelowAFile_isNotFound_andCannotBeWritten() throws IOException {
        TestData.file(root.resolve("file.bin"), 10);
        for (String below : new String[] {"file.bin/x", "file.bin/x/y"}) {
            FileName name = FileName.of(below);
            assertFailsWith(ErrorCode.NOT_FOUND, () -> await(store().open(name)));
            assertFailsWith(ErrorCode.FAILED_PRECONDITION, () -> await(store().create(UploadSpec.of(name, 1))));
        }
    }

    @Test
    void fileOpenedAgain_isTheCurrentVersion() throws IOException {
        for (int size : new int[] {10, 100_000, 200_000}) {
            byte[] bytes = TestData.file(root.resolve("new"), size);
            Files.move(root.resolve("new"), root.resolve("file.bin"), StandardCopyOption.REPLACE_EXISTING);
            StoredFile file = await(store().open(NAME));
            StoredFile again = await(store().open(NAME));
            assertThat(await(FileReads.read(file, 0, size + 1)).getBytes()).isEqualTo(bytes);
            assertThat(again.channel()).isEqualTo(file.channel());
            await(file.close());
            assertThat(await(FileReads.read(again, 0, size + 1)).getBytes()).isEqualTo(bytes);
            await(again.close());
        }
        Files.delete(root.resolve("file.bin"));
        assertFailsWith(ErrorCode.NOT_FOUND, () -> await(store().open(NAME)));
    }

    @Test
    void fileClosedWhileItIsRead_isReadToTheEnd() throws IOException {
        for (int i = 0; i < 100; i++) {
            byte[] bytes = TestData.file(root.resolve("new"), 200_000);
            Files.move(root.resolve("new"), root.resolve("file.bin"), StandardCopyOption.REPLACE_EXISTING);
            StoredFile file = await(store().open(NAME));
            TestData.file(root.resolve("new"), 100_000 + i);
            Files.move(root.resolve("new"), root.resolve("file.bin"), StandardCopyOption.REPLACE_EXISTING);
            await(await(store().open(NAME)).close()); // From here on the first version has no other user.
            Future<Buffer> read = FileReads.read(file, 0, bytes.length);
            Future<Void> closed = file.close();
            assertThat(await(read).getBytes()).isEqualTo(bytes);
            await(closed);
        }
    }

    @Test
    void smallFile_hasItsContent() throws IOException {
        byte[] bytes = TestData.file(root.resolve("file.bin"), 65_536);
        StoredFile file = await(store().open(NAME));
        assertThat(file.cached().orElseThrow().getBytes()).isEqualTo(bytes);
        await(file.close());
    }

    /** The bytes are cached some time after the last change. */
    @Test
    void smallFileOpenedAgain_hasTheCurrentContent_whichIsNotReused() throws IOException {
        byte[] bytes = TestData.file(root.resolve("file.bin"), 1000);
        byte[] other = TestData.file(root.resolve("other"), 200_000);
        FileVersion version = FileVersion.of(root.resolve("file.bin"));
        eventually(version::toString, version::isSettled);
        for (int i = 0; i < 3; i++) {
            StoredFile file = await(store().open(NAME));
            Buffer part = await(FileReads.read(file, 0, 1000));
            assertThat(part.getBytes()).isEqualTo(bytes);
            await(file.close());
            assertThat(content(FileName.of("other"))).isEqualTo(other);
        }
        Files.write(root.resolve("file.bin"), new byte[1000]);
        StoredFile changed = await(store().open(NAME));
        assertThat(changed.cached().orElseThrow().getBytes()).containsOnly(0);
        await(changed.close());
    }

    @Test
    void deletedFile_isStillReadable() throws IOException {
        byte[] bytes = TestData.file(root.resolve("file.bin"), 1000);
        StoredFile file = await(store().open(NAME));
        Files.delete(root.resolve("file.bin"));
        assertThat(await(FileReads.read(file, 0, 1000)).getBytes()).isEqualTo(bytes);
        await(file.verify());
        await(file.close());
    }

    @Test
    void tagOfAFilePutThereByHand_changesWithTheFile() throws IOException {
        TestData.file(root.resolve("file.bin"), 1000);
        FileInfo before = await(store().stat(NAME));
        assertThat(before.sha256()).isEmpty();
        assertThat(await(store().stat(NAME))).isEqualTo(before);
        Files.setLastModifiedTime(root.resolve("file.bin"), FileTime.from(Instant.EPOCH));
        assertThat(await(store().stat(NAME)).etag()).isNotEqualTo(before.etag());
    }

    @Test
    void digestOfAPublishedFile_isInvalid_afterAChangeByHand() throws IOException {
        publish(NAME, TestData.bytes(1000));
        Files.write(root.resolve("file.bin"), new byte[1000]);
        Files.setLastModifiedTime(root.resolve("file.bin"), FileTime.from(Instant.EPOCH));
        FileInfo changed = await(store().stat(NAME));
        assertThat(changed.sha256()).isEmpty();
        assertThat(changed.etag()).doesNotContain(TestData.sha256(TestData.bytes(1000)));
    }

    @Test
    void digestOfAPublishedFile_survivesARestart(Vertx vertx) {
        FileInfo published = publish(NAME, TestData.bytes(1000));
        FileStore reopened = await(LocalFileStore.open(vertx, root));
        assertThat(await(reopened.stat(NAME))).isEqualTo(published);
        await(reopened.close());
    }

    @Test
    void abandonedUpload_isRemovedAtStart_butNotARunningOne(Vertx vertx) throws IOException {
        Path abandoned = root.resolve(".chunkgate/uploads/0123456789abcdef0123456789abcdef");
        TestData.file(abandoned, 10);
        Upload running = await(store().create(UploadSpec.of(NAME, 3)));
        FileStore other = await(LocalFileStore.open(vertx, root));
        eventually(() -> abandoned, () -> !Files.exists(abandoned));
        await(other.close());
        try (Stream<Path> left = Files.list(root.resolve(".chunkgate/uploads"))) {
            assertThat(left.map(file -> file.getFileName().toString()))
                    .containsExactly(running.id().value());
        }
        await(running.write(0, Buffer.buffer("abc")));
        await(running.commit());
        await(running.close());
        assertThat(content(NAME)).asString().isEqualTo("abc");
    }

    @Test
    void discardedUpload_leavesNoFile() throws IOException {
        Upload upload = await(store().create(UploadSpec.of(NAME, 3)));
        await(upload.write(0, Buffer.buffer("ab")));
        await(upload.discard());
        await(upload.close());
        try (Stream<Path> left = Files.list(root.resolve(".chunkgate/uploads"))) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void list_omitsEntriesThatCannotBeServed(@TempDir Path outside) throws Exception {
        TestData.file(root.resolve("served"), 1);
        TestData.file(outside.resolve("secret"), 1);
        Files.createSymbolicLink(root.resolve("out"), outside);
        Files.createSymbolicLink(root.resolve("outfile"), outside.resolve("secret"));
        Files.createSymbolicLink(root.resolve("nowhere"), root.resolve("missing"));
        Files.createSymbolicLink(root.resolve("own"), root.resolve(".chunkgate"));
        Files.createSymbolicLink(root.resolve("link"), root.resolve("served"));
        TestData.file(root.resolve("back\\slash"), 1);
        TestData.file(root.resolve("new\nline"), 1);
        assertThat(new ProcessBuilder("sh", "-c", "mkfifo pipe; touch \"$(printf 'not\\377utf8')\"")
                        .directory(root.toFile())
                        .start()
                        .waitFor())
                .isZero();
        for (ListOrder order : ListOrder.values()) {
            FolderPage page = await(store().list(FolderName.ROOT, new ListQuery(Optional.empty(), 100, order, false)));
            assertThat(page.entries().stream().map(FolderEntry::name)).containsExactlyInAnyOrder("link", "served");
        }
    }

    @Test
    void list_ofAFolderThatLeadsOut_isRefused(@TempDir Path outside) throws IOException {
        Files.createSymbolicLink(root.resolve("out"), outside);
        assertFailsWith(
                ErrorCode.PERMISSION_DENIED, () -> await(store().list(new FolderName("out"), ListQuery.first(1))));
    }

    @Test
    void computedDigest_isStored_andDoesNotChangeTheTag(Vertx vertx) {
        byte[] bytes = TestData.file(root.resolve("file.bin"), 1_000_000);
        FileInfo before = await(store().stat(NAME));
        List<Future<FileInfo>> askers = List.of(store().digest(NAME), store().digest(NAME), store().digest(NAME));
        for (Future<FileInfo> asker : askers) {
            assertThat(await(asker).sha256()).contains(TestData.sha256(bytes));
            assertThat(await(asker).etag()).isEqualTo(before.etag());
        }
        FileStore reopened = await(LocalFileStore.open(vertx, root));
        assertThat(await(reopened.stat(NAME))).isEqualTo(await(askers.get(0)));
        await(reopened.close());
    }

    @Test
    void computedDigest_isInvalid_afterTheTimeOfTheFileWasReset() throws Exception {
        TestData.file(root.resolve("file.bin"), 1000);
        FileTime time = FileTime.from(Instant.parse("2026-01-01T12:00:00Z"));
        Files.setLastModifiedTime(root.resolve("file.bin"), time);
        await(store().digest(NAME));
        byte[] other = new byte[1000];
        Eventually.eventually(() -> "the old digest", () -> {
            overwrite(other, time);
            return await(store().stat(NAME)).sha256().isEmpty();
        });
        assertThat(await(store().digest(NAME)).sha256()).contains(TestData.sha256(other));
    }

    private void overwrite(byte[] bytes, FileTime time) {
        try {
            Files.write(root.resolve("file.bin"), bytes, StandardOpenOption.WRITE);
            Files.setLastModifiedTime(root.resolve("file.bin"), time);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
