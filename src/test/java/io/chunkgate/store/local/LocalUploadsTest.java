package io.chunkgate.store.local;

import static io.chunkgate.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.FileInfo;
import io.chunkgate.store.FileName;
import io.chunkgate.store.FileStore;
import io.chunkgate.store.StoredFile;
import io.chunkgate.store.Upload;
import io.chunkgate.store.UploadId;
import io.chunkgate.store.UploadInfo;
import io.chunkgate.store.UploadSpec;
import io.chunkgate.store.UploadState;
import io.chunkgate.testkit.FileReads;
import io.chunkgate.testkit.Need;
import io.chunkgate.testkit.Requires;
import io.chunkgate.testkit.TestData;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.VertxInternal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the disk keeps of uploads, through restarts, crashes and its own faults. */
class LocalUploadsTest extends UploadsTestBase {
    @Test
    void restart_keepsOffsetAndRebuildsTheDigest(Vertx vertx) {
        byte[] bytes = TestData.bytes(3 * MIB);
        FileStore store = open(vertx, SETTINGS);
        Upload upload = begin(store, Arrays.copyOf(bytes, 2 * MIB));
        await(upload.close());
        await(store.close());

        FileStore reopened = open(vertx, SETTINGS);
        assertThat(await(reopened.upload(NAME)).digestedBytes()).isZero();
        Upload resumed = await(reopened.resume(upload.id()));
        assertThat(resumed.offset()).isEqualTo(2 * MIB);
        await(resumed.write(2 * MIB, Buffer.buffer(Arrays.copyOfRange(bytes, 2 * MIB, 3 * MIB))));
        eventually(
                () -> await(reopened.upload(upload.id())),
                () -> await(reopened.upload(upload.id())).digestedBytes() == 3 * MIB);
        FileInfo info = await(resumed.commit());
        await(resumed.close());
        assertThat(info.sha256()).contains(TestData.sha256(bytes));
        await(reopened.close());
    }

    @Test
    void restart_keepsCompleteUploads(Vertx vertx) {
        FileStore store = open(vertx, SETTINGS);
        Upload upload = begin(store, new byte[10]);
        FileInfo published = await(upload.commit());
        await(upload.close());
        await(store.close());
        FileStore reopened = open(vertx, SETTINGS);
        assertThat(await(reopened.upload(upload.id())).state()).isEqualTo(new UploadState.Complete(published));
        await(reopened.close());
    }

    @Test
    void commitInterruptedBeforeTheRename_leavesTheUploadRunning(Vertx vertx) throws IOException {
        FileStore store = open(vertx, SETTINGS);
        Upload upload = begin(store, new byte[10]);
        await(upload.commit());
        await(upload.close());
        await(store.close());
        Files.move(
                root.resolve("folder/file.bin"), uploads().resolve(upload.id().value()));
        FileStore reopened = open(vertx, SETTINGS);
        assertThat(await(reopened.upload(upload.id())).state()).isEqualTo(new UploadState.Running());
        Upload resumed = await(reopened.resume(upload.id()));
        await(resumed.commit());
        await(resumed.close());
        assertThat(root.resolve("folder/file.bin")).hasSize(10);
        await(reopened.close());
    }

    @Test
    void afterAnotherBoot_onlyDurableBytesAreValid(Vertx vertx) throws IOException {
        FileStore store = open(vertx, SETTINGS);
        Upload upload = begin(store, new byte[10]);
        await(upload.sync());
        await(upload.write(10, Buffer.buffer(new byte[5])));
        await(upload.close());
        Path record = uploads().resolve(upload.id() + ".json");
        Files.writeString(record, Files.readString(record).replace(BootId.ID, "another"));
        assertThat(await(store.upload(upload.id())).offset()).isEqualTo(10);
        Upload resumed = await(store.resume(upload.id()));
        assertThat(resumed.offset()).isEqualTo(10);
        await(resumed.close());
        assertThat(uploads().resolve(upload.id().value())).hasSize(10);
        await(store.close());
    }

    @Test
    void unwrittenUpload_expires_withWriterAndFollower(Vertx vertx) throws IOException {
        FileStore store = open(vertx, SETTINGS.withExpireAfter(Duration.ofSeconds(2)));
        Upload upload = begin(store, new byte[10]);
        StoredFile follower = await(store.follow(NAME));
        Future<Buffer> waiting = FileReads.read(follower, 10, 1);
        assertThat(await(upload.lost()).code()).isEqualTo(ErrorCode.DEADLINE_EXCEEDED);
        assertFailsWith(ErrorCode.DEADLINE_EXCEEDED, waiting);
        await(follower.close());
        await(upload.close());
        assertFailsWith(ErrorCode.NOT_FOUND, store.resume(upload.id()));
        assertThat(uploads().resolve(upload.id().value())).doesNotExist();
        eventually(() -> list(uploads()), () -> list(uploads()).isEmpty());
        eventually(
                () -> "the record is there",
                () -> await(store.upload(upload.id()).map(false).otherwise(true)));
        assertFailsWith(ErrorCode.NOT_FOUND, store.upload(upload.id()));
        await(store.close());
    }

    @Test
    void uploadThatExpiredWhileTheStoreWasClosed_isExpired(Vertx vertx) throws IOException {
        FileStore store = open(vertx, SETTINGS);
        Upload upload = begin(store, new byte[10]);
        await(upload.close());
        await(store.close());
        Path bytes = uploads().resolve(upload.id().value());
        Files.setLastModifiedTime(bytes, FileTime.from(Instant.now().minus(Duration.ofDays(2))));
        FileStore reopened = open(vertx, SETTINGS);
        UploadInfo info = await(reopened.upload(upload.id()));
        assertThat(info.state()).isEqualTo(new UploadState.Expired());
        assertThat(bytes).doesNotExist();
        assertFailsWith(ErrorCode.NOT_FOUND, reopened.resume(upload.id()));
        assertFailsWith(ErrorCode.NOT_FOUND, reopened.upload(NAME));
        await(reopened.close());
    }

    @Test
    void tooLittleFreeSpace_refusesUploads_andReadsResume(Vertx vertx) {
        TestData.file(root.resolve("file.bin"), 10);
        FileStore store = open(vertx, SETTINGS.withMinFreeSpace(Long.MAX_VALUE / 2));
        assertFailsWith(ErrorCode.RESOURCE_EXHAUSTED, store.create(UploadSpec.of(NAME, 1)));
        assertFailsWith(ErrorCode.RESOURCE_EXHAUSTED, store.create(UploadSpec.of(NAME)));
        await(await(store.open(FileName.of("file.bin"))).close());
        await(store.close());
    }

    @Test
    void loss_isReportedOnTheContextOfTheWriter(Vertx vertx) {
        FileStore store = open(vertx, SETTINGS);
        Context context = ((VertxInternal) vertx).createEventLoopContext();
        Promise<Context> reported = Promise.promise();
        Promise<Void> closed = Promise.promise();
        context.runOnContext(v -> store.create(UploadSpec.of(NAME)).onSuccess(upload -> {
            upload.lost().onSuccess(why -> reported.complete(Vertx.currentContext()));
            store.discard(upload.id()).eventually(upload::close).onComplete(closed);
        }));
        assertThat(await(reported.future())).isSameAs(context);
        await(closed.future());
        await(store.close());
    }

    @Test
    void failedSync_isNotRepeated_andDiscards(Vertx vertx) throws IOException {
        FileStore store = open(vertx, SETTINGS.withDisk(channel -> {
            throw new IOException("Input/output error");
        }));
        Upload upload = begin(store, new byte[10]);
        assertFailsWith(ErrorCode.INTERNAL, upload.commit());
        assertThat(await(upload.lost()).code()).isEqualTo(ErrorCode.INTERNAL);
        await(upload.close());
        assertThat(root.resolve("folder/file.bin")).doesNotExist();
        assertThat(list(uploads())).isEmpty();
        await(store.close());
    }

    @Test
    @Requires(Need.MOUNT)
    void writeBelowTheFreeSpaceFloor_isRefused(Vertx vertx) throws Exception {
        onSmallDisk(disk -> {
            FileStore store = await(LocalFileStore.open(vertx, disk, SETTINGS.withMinFreeSpace(MIB)));
            Upload upload = begin(store, new byte[MIB / 2]);
            assertFailsWith(ErrorCode.RESOURCE_EXHAUSTED, upload.write(MIB / 2, Buffer.buffer(new byte[MIB])));
            assertThat(disk.resolve(".chunkgate/uploads/" + upload.id())).hasSize(MIB / 2);
            await(upload.discard());
            await(upload.close());
            await(store.close());
        });
    }

    @Test
    @Requires(Need.MOUNT)
    void fullDisk_doesNotEndTheUpload(Vertx vertx) throws Exception {
        onSmallDisk(disk -> {
            FileStore store = await(LocalFileStore.open(vertx, disk, SETTINGS.withMinFreeSpace(0)));
            byte[] bytes = TestData.bytes(2 * MIB - 100_000);
            TestData.file(disk.resolve("filler"), MIB / 2);
            Upload upload = begin(store, Arrays.copyOf(bytes, MIB));
            Buffer rest = Buffer.buffer(Arrays.copyOfRange(bytes, MIB, bytes.length));
            assertFailsWith(ErrorCode.RESOURCE_EXHAUSTED, upload.write(MIB, rest));
            assertThat(upload.offset()).isEqualTo(MIB);
            Files.delete(disk.resolve("filler"));
            await(upload.write(MIB, rest));
            assertThat(await(upload.commit()).sha256()).contains(TestData.sha256(bytes));
            await(upload.close());
            await(store.close());
        });
    }

    @Tag("slow")
    @Test
    void killedProcess_losesNoAcknowledgedByte_andShowsNoPartialFile(Vertx vertx) throws Exception {
        for (int round = 1; round <= 3; round++) {
            Path folder = root.resolve("round" + round);
            Path output = root.resolve("output" + round);
            int wanted = 1 + 20 * round;
            Process child = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-cp",
                            System.getProperty("java.class.path"),
                            EndlessUpload.class.getName(),
                            folder.toString())
                    .redirectOutput(output.toFile())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            try {
                eventually(
                        () -> lines(output).size() + " lines",
                        () -> lines(output).size() > wanted);
            } finally {
                child.destroyForcibly().waitFor();
            }
            List<String> said = lines(output);
            long acknowledged = Long.parseLong(said.get(said.size() - 1));
            FileStore store = await(LocalFileStore.open(vertx, folder));
            assertThat(list(folder)).containsExactly(".chunkgate");
            Upload resumed = await(store.resume(new UploadId(said.get(0))));
            assertThat(resumed.offset()).isGreaterThanOrEqualTo(acknowledged);
            int stored = (int) resumed.offset();
            FileInfo info = await(resumed.commit());
            await(resumed.close());
            assertThat(info.sha256()).contains(TestData.sha256(EndlessUpload.bytes(stored)));
            await(store.close());
        }
    }

    @Test
    @Requires(Need.MOUNT)
    void diskWithoutExtendedAttributes_givesTheTagThatReadersFind(Vertx vertx) throws Exception {
        onDisk("ramfs", disk -> {
            FileStore store = await(LocalFileStore.open(vertx, disk, SETTINGS.withMinFreeSpace(0)));
            Upload upload = begin(store, TestData.bytes(10));
            FileInfo published = await(upload.commit());
            await(upload.close());
            assertThat(published.etag()).isEqualTo(await(store.stat(NAME)).etag());
            assertThat(published.sha256()).contains(TestData.sha256(TestData.bytes(10)));
            await(store.close());
        });
    }

    private interface OnDisk {
        void run(Path disk) throws Exception;
    }

    /** A disk of 2 MiB. */
    private void onSmallDisk(OnDisk body) throws Exception {
        onDisk("tmpfs", body);
    }

    /** A disk in memory; one of 2 MiB where the kind can be bounded. */
    private void onDisk(String kind, OnDisk body) throws Exception {
        Path disk = Files.createDirectory(root.resolve("small"));
        String[] mount = {"mount", "-t", kind, "-o", "size=2m", kind, disk.toString()};
        assertThat(run(mount)).isZero();
        try {
            body.run(disk);
        } finally {
            assertThat(run("umount", disk.toString())).isZero();
        }
    }

    /** Those that are complete. */
    private static List<String> lines(Path output) {
        try {
            String text = Files.exists(output) ? Files.readString(output) : "";
            return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static int run(String... command) throws Exception {
        return new ProcessBuilder(command).start().waitFor();
    }
}
