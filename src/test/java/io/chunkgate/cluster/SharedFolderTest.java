package io.chunkgate.cluster;

import static io.chunkgate.testkit.ClusterNode.await;
import static io.chunkgate.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.FileName;
import io.chunkgate.store.FileStore;
import io.chunkgate.store.StoreException;
import io.chunkgate.store.StoredFile;
import io.chunkgate.store.Upload;
import io.chunkgate.store.UploadSpec;
import io.chunkgate.testkit.ClusterNode;
import io.chunkgate.testkit.FileReads;
import io.chunkgate.testkit.Listeners;
import io.chunkgate.testkit.TestData;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/** Three nodes that share a folder: an upload can be resumed on any of them. */
class SharedFolderTest {
    private static final int SIZE = 3_000_000;
    private static final byte[] BYTES = TestData.bytes(SIZE);

    @TempDir
    private static Path root;

    private static ClusterNode a;
    private static ClusterNode b;
    private static ClusterNode c;

    private FileName name;

    @BeforeAll
    static void start() {
        a = ClusterNode.start(root, "a");
        b = ClusterNode.start(root, "b");
        c = ClusterNode.start(root, "c").sees(3);
        a.sees(3);
        b.sees(3);
    }

    @AfterAll
    static void stop() {
        c.close();
        b.close();
        a.close();
    }

    @BeforeEach
    void nameOfTest(TestInfo test) {
        name = FileName.of(test.getTestMethod().orElseThrow().getName() + "/file.bin");
    }

    @Test
    void upload_isResumedOnAnotherNode_withEveryStoredByte() {
        Upload first = begin(a.store(), 1_000_000);
        closeWhenLost(first);
        Upload second = await(b.store().resume(first.id()));
        assertThat(await(first.lost()).code()).isEqualTo(ErrorCode.ABORTED);
        assertThat(second.offset()).isEqualTo(1_000_000);
        await(second.write(1_000_000, bytes(1_000_000, SIZE)));
        await(second.commit());
        await(second.close());
        assertThat(root.resolve(name.value())).hasBinaryContent(BYTES);
    }

    @Test
    void upload_isDescribedByTheNodeThatWritesIt() {
        Upload upload = begin(a.store(), 1000);
        closeWhenLost(upload);
        assertThat(await(b.store().upload(upload.id())).offset()).isEqualTo(1000);
        assertThat(await(b.store().upload(name)).id()).isEqualTo(upload.id());
        await(b.store().discard(upload.id()));
        assertThat(await(upload.lost()).code()).isEqualTo(ErrorCode.ABORTED);
        assertFailsWith(ErrorCode.NOT_FOUND, a.store().upload(upload.id()));
    }

    @Test
    void follower_continues_whenOtherNodesTakeTheUploadOver() {
        Upload onA = begin(a.store(), 1_000_000);
        closeWhenLost(onA);
        StoredFile file = await(c.store().follow(name));
        Future<Buffer> all = read(file, 0, Buffer.buffer());

        Upload onB = await(b.store().resume(onA.id()));
        closeWhenLost(onB);
        await(onB.write(1_000_000, bytes(1_000_000, 2_000_000)));
        Upload onC = await(c.store().resume(onA.id()));
        closeWhenLost(onC);
        await(onC.write(2_000_000, bytes(2_000_000, 2_500_000)));
        Upload last = await(a.store().resume(onA.id()));
        await(last.write(2_500_000, bytes(2_500_000, SIZE)));
        await(last.commit());
        await(last.close());

        assertThat(await(all).getBytes()).isEqualTo(BYTES);
        await(file.verify());
        await(file.close());
    }

    @Test
    void waitingFollower_doesNotBlockResumption() {
        Upload interrupted = begin(a.store(), 1_000_000);
        await(interrupted.close());
        StoredFile file = await(c.store().follow(interrupted.id()));
        Future<Buffer> all = read(file, 0, Buffer.buffer());

        Upload resumed = await(b.store().resume(interrupted.id()));
        await(resumed.write(1_000_000, bytes(1_000_000, SIZE)));
        await(resumed.commit());
        await(resumed.close());

        assertThat(await(all).getBytes()).isEqualTo(BYTES);
        await(file.close());
    }

    @Test
    void unconnectedNodes_takeOverAndFollowByTheStoreAlone() {
        try (ClusterNode unconnected =
                ClusterNode.startAlone(Listeners.config(root), ClusterNode.section("unconnected"))) {
            Upload first = begin(a.store(), 1_000_000);
            closeWhenLost(first);
            StoredFile file = await(unconnected.store().follow(name));
            Future<Buffer> all = read(file, 0, Buffer.buffer());

            Upload second = await(unconnected.store().resume(first.id()));
            assertThat(await(first.lost()).code()).isEqualTo(ErrorCode.ABORTED);
            assertThat(second.offset()).isEqualTo(1_000_000);
            closeWhenLost(second);
            await(second.write(1_000_000, bytes(1_000_000, 2_000_000)));
            Upload third = await(b.store().resume(first.id()));
            await(third.write(2_000_000, bytes(2_000_000, SIZE)));
            await(third.commit());
            await(third.close());

            assertThat(await(all).getBytes()).isEqualTo(BYTES);
            await(file.verify());
            await(file.close());
        }
        assertThat(root.resolve(name.value())).hasBinaryContent(BYTES);
    }

    @Test
    void falseHints_endNoWriterAndNoFollower() {
        Upload upload = begin(a.store(), 1_000_000);
        StoredFile file = await(c.store().follow(name));
        Future<Buffer> all = read(file, 0, Buffer.buffer());
        for (int from = 1_000_000; from < SIZE; from += 100_000) {
            FalseHints.send(b.vertx(), upload.id());
            await(upload.write(from, bytes(from, from + 100_000)));
        }
        FalseHints.send(b.vertx(), upload.id());
        assertThat(upload.lost().isComplete()).isFalse();
        assertThat(all.isComplete()).isFalse();
        await(upload.commit());
        await(upload.close());
        assertThat(await(all).getBytes()).isEqualTo(BYTES);
        await(file.close());
    }

    @Test
    void followerOnAnotherNode_failsWhenTheUploadIsDiscarded() {
        Upload upload = begin(a.store(), 1000);
        StoredFile file = await(b.store().follow(upload.id()));
        assertThat(await(FileReads.read(file, 0, 2000)).length()).isEqualTo(1000);
        Future<Buffer> waiting = FileReads.read(file, 1000, 1);
        await(upload.discard());
        assertFailsWith(ErrorCode.ABORTED, waiting);
        assertFailsWith(ErrorCode.ABORTED, file.verify());
        await(file.close());
        await(upload.close());
    }

    @Test
    void nonResumableUpload_isFollowedOnAnotherNode_butNotTakenOver() {
        Upload upload = await(a.store().create(UploadSpec.of(name, SIZE)));
        await(upload.write(0, bytes(0, 1_000_000)));
        StoredFile file = await(b.store().follow(name));
        Future<Buffer> all = read(file, 0, Buffer.buffer());
        assertFailsWith(ErrorCode.NOT_FOUND, b.store().resume(upload.id()));
        await(upload.write(1_000_000, bytes(1_000_000, SIZE)));
        await(upload.commit());
        await(upload.close());
        assertThat(await(all).getBytes()).isEqualTo(BYTES);
        await(file.close());
    }

    @Test
    void stagedBytes_areInvisibleOnAnotherNode_untilCommitted() {
        Upload upload = begin(a.store(), 1000);
        StoredFile file = await(b.store().follow(name));
        assertThat(await(FileReads.read(file, 0, 2000)).length()).isEqualTo(1000);
        await(upload.stage());
        await(upload.write(1000, bytes(5000, 6000)));
        Future<Buffer> next = FileReads.read(file, 1000, 2000);
        await(b.store().refresh(upload.id()));
        assertThat(await(b.store().upload(upload.id())).offset()).isEqualTo(1000);
        assertThat(next.isComplete()).isFalse();
        await(upload.rollback());
        await(upload.stage());
        await(upload.write(1000, bytes(1000, 3000)));
        await(upload.commitStaged());
        assertThat(await(next)).isEqualTo(bytes(1000, 3000));
        await(upload.discard());
        await(file.close());
        await(upload.close());
    }

    @Test
    void uploadOfAStoppedNode_isResumedOnAnother() {
        ClusterNode leaving = ClusterNode.start(root, "leaving").sees(4);
        Upload upload = begin(leaving.store(), 1_000_000);
        await(upload.close());
        leaving.close();
        a.sees(3);
        eventually(
                a::cluster,
                () -> a.cluster().getJsonArray("departed").toString().contains("leaving"));

        Upload resumed = await(b.store().resume(upload.id()));
        await(resumed.write(1_000_000, bytes(1_000_000, SIZE)));
        await(resumed.commit());
        await(resumed.close());
        assertThat(root.resolve(name.value())).hasBinaryContent(BYTES);
    }

    private Upload begin(FileStore store, int stored) {
        Upload upload = await(store.create(UploadSpec.of(name, SIZE).asResumable()));
        await(upload.write(0, bytes(0, stored)));
        return upload;
    }

    /** As the servers do. */
    private static void closeWhenLost(Upload upload) {
        upload.lost().onSuccess(reason -> upload.close());
    }

    private static Future<Buffer> read(StoredFile file, long position, Buffer before) {
        return FileReads.read(file, position, 256 * 1024)
                .compose(bytes -> bytes.length() == 0
                        ? Future.succeededFuture(before)
                        : read(file, position + bytes.length(), before.appendBuffer(bytes)));
    }

    private static Buffer bytes(int from, int to) {
        return Buffer.buffer(Arrays.copyOfRange(BYTES, from, to));
    }

    private static void assertFailsWith(ErrorCode code, Future<?> future) {
        assertThatThrownBy(() -> await(future)).isInstanceOfSatisfying(StoreException.class, e -> assertThat(e.code())
                .isEqualTo(code));
    }
}
