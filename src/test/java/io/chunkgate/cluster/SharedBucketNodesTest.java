package io.chunkgate.cluster;

import static io.chunkgate.testkit.ClusterNode.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chunkgate.client.UploadRequest;
import io.chunkgate.client.resume.ByteSource;
import io.chunkgate.client.resume.PendingUploads;
import io.chunkgate.client.resume.ResumingUpload;
import io.chunkgate.client.resume.TransferListener;
import io.chunkgate.client.resume.TransferOptions;
import io.chunkgate.client.resume.TransferResult;
import io.chunkgate.config.S3Config;
import io.chunkgate.server.net.Listener;
import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.FileInfo;
import io.chunkgate.store.FileName;
import io.chunkgate.store.StoreException;
import io.chunkgate.store.StoredFile;
import io.chunkgate.store.Upload;
import io.chunkgate.store.UploadSpec;
import io.chunkgate.testkit.CheckedVertx;
import io.chunkgate.testkit.ClusterNode;
import io.chunkgate.testkit.FileReads;
import io.chunkgate.testkit.HttpProbe;
import io.chunkgate.testkit.Listeners;
import io.chunkgate.testkit.S3Server;
import io.chunkgate.testkit.TestData;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nodes with one bucket in common, which see each other or do not, while it is there or is not. */
@Tag("slow")
class SharedBucketNodesTest {
    private static final FileName NAME = FileName.of("folder/file.bin");
    private static final int RACERS = 16;
    private static final String HEAD = "head";
    private static final int MAX_FAILURES = 40;
    private static final int SIZE = 12_000_000;
    private static final byte[] BYTES = TestData.bytes(SIZE);

    @Test
    void upload_isResumedOnAnotherNode_andFollowedOnAThird(@TempDir Path root) {
        JsonObject config = config(root, S3Server.shared().newBucket());
        try (ClusterNode a = start(config, "a");
                ClusterNode b = start(config, "b");
                ClusterNode c = start(config, "c").sees(3)) {
            a.sees(3);
            b.sees(3);
            Upload first = await(a.store().create(UploadSpec.of(NAME, SIZE).asResumable()));
            first.lost().onSuccess(reason -> first.close());
            await(first.write(0, bytes(0, 7_000_001)));
            StoredFile file = await(c.store().follow(NAME));
            Future<Buffer> all = read(file, 0, Buffer.buffer());

            Upload second = await(b.store().resume(first.id()));
            assertThat(await(first.lost()).code()).isEqualTo(ErrorCode.ABORTED);
            assertThat(second.offset()).isEqualTo(7_000_001);
            await(second.write(7_000_001, bytes(7_000_001, SIZE)));
            FileInfo published = await(second.commit());
            await(second.close());

            assertThat(published.sha256()).contains(TestData.sha256(BYTES));
            assertThat(await(all).getBytes()).isEqualTo(BYTES);
            await(file.verify());
            await(file.close());
            assertThat(await(a.store().stat(NAME))).isEqualTo(published);
        }
    }

    @Test
    void uploadContinues_whenTheStoreIsRestarted(@TempDir Path root, @TempDir Path objects) throws Exception {
        try (S3Server server = S3Server.start(objects)) {
            JsonObject config = config(root, server.newBucket());
            try (ClusterNode a = start(config, "a");
                    ClusterNode b = start(config, "b").sees(2)) {
                a.sees(2);
                HeldSource source = new HeldSource(BYTES);
                Future<TransferResult> upload = upload(a, source);
                source.awaitHalf();
                server.kill();
                source.resume();

                HttpProbe.Reply reply = b.http().get("/files/" + NAME, Map.of());
                assertThat(reply.status()).isEqualTo(503);
                assertThat(reply.header("Retry-After")).isNotNull();
                assertThat(a.cluster().getJsonArray("nodes")).hasSize(2);
                assertThat(upload.isComplete()).isFalse();

                server.startAgain();
                assertThat(await(upload).verified()).isTrue();
                assertThat(content(b)).isEqualTo(BYTES);
            }
        }
    }

    @Test
    void unconnectedNodes_resumeByTheStoreAlone(@TempDir Path root) {
        JsonObject config = config(root, S3Server.shared().newBucket());
        try (ClusterNode a = startAlone(config, "a");
                ClusterNode b = startAlone(config, "b")) {
            Upload first = await(a.store().create(UploadSpec.of(NAME, SIZE).asResumable()));
            await(first.write(0, bytes(0, 5_000_000)));
            await(first.sync());
            await(first.write(5_000_000, bytes(5_000_000, 6_000_000)));

            Upload second = await(b.store().resume(first.id()));
            assertThat(second.offset()).isEqualTo(5_000_000);
            assertFailsWith(ErrorCode.ABORTED, first.sync());
            await(first.close());
            await(second.write(5_000_000, bytes(5_000_000, SIZE)));
            await(second.commit());
            await(second.close());
            assertThat(content(a)).isEqualTo(BYTES);
        }
    }

    @Test
    void followerWithoutHints_readsTheUploadFromTheStore(@TempDir Path root) {
        JsonObject config = config(root, S3Server.shared().newBucket());
        try (ClusterNode a = startAlone(config, "a");
                ClusterNode b = startAlone(config, "b")) {
            Upload upload = await(a.store().create(UploadSpec.of(NAME, SIZE).asResumable()));
            await(upload.write(0, bytes(0, 9_000_000)));
            StoredFile file = await(b.store().follow(NAME));
            Future<Buffer> all = read(file, 0, Buffer.buffer());
            await(upload.write(9_000_000, bytes(9_000_000, SIZE)));
            await(upload.commit());
            await(upload.close());
            assertThat(await(all).getBytes()).isEqualTo(BYTES);
            await(file.verify());
            await(file.close());
        }
    }

    @Test
    void followerOnAnotherNode_getsBytesThatWereOnlyInTheWritersMemory(@TempDir Path root) {
        JsonObject config = config(root, S3Server.shared().newBucket());
        try (ClusterNode a = start(config, "a");
                ClusterNode b = start(config, "b").sees(2)) {
            a.sees(2);
            Upload upload = await(a.store().create(UploadSpec.of(NAME).asResumable()));
            await(upload.write(0, Buffer.buffer(HEAD)));
            StoredFile file = await(b.store().follow(NAME));
            assertThat(await(FileReads.read(file, 0, 1000))).isEqualTo(Buffer.buffer(HEAD));
            await(upload.discard());
            assertFailsWith(ErrorCode.ABORTED, FileReads.read(file, HEAD.length(), 1000));
            await(file.close());
            await(upload.close());
        }
    }

    @Test
    void falseHints_changeNothing(@TempDir Path root) {
        JsonObject config = config(root, S3Server.shared().newBucket());
        try (ClusterNode a = start(config, "a");
                ClusterNode b = start(config, "b").sees(2)) {
            a.sees(2);
            Upload upload = await(a.store().create(UploadSpec.of(NAME, SIZE).asResumable()));
            StoredFile file = await(b.store().follow(NAME));
            Future<Buffer> all = read(file, 0, Buffer.buffer());
            for (int from = 0; from < SIZE; from += 1_000_000) {
                FalseHints.send(b.vertx(), upload.id());
                await(upload.write(from, bytes(from, from + 1_000_000)));
            }
            FalseHints.send(b.vertx(), upload.id());
            assertThat(upload.lost().isComplete()).isFalse();
            await(upload.commit());
            await(upload.close());
            assertThat(await(all).getBytes()).isEqualTo(BYTES);
            await(file.close());
        }
    }

    @Test
    void takeOverOnBothSidesOfASplit_hasOneWinner(@TempDir Path root) {
        JsonObject config = config(root, S3Server.shared().newBucket());
        try (ClusterNode a = startAlone(config, "a");
                ClusterNode b = startAlone(config, "b")) {
            Upload cut = await(a.store().create(UploadSpec.of(NAME).asResumable()));
            await(cut.write(0, Buffer.buffer(HEAD)));
            await(cut.close());

            List<Future<FileInfo>> races = new ArrayList<>();
            for (int i = 0; i < RACERS; i++) {
                Buffer own = Buffer.buffer(String.valueOf((char) ('A' + i)).repeat(1000));
                races.add(
                        (i % 2 == 0 ? a : b).store().resume(cut.id()).compose(upload -> writeUnlessWritten(upload, own)
                                .compose(end -> upload.commit())
                                .eventually(upload::close)));
            }
            await(Future.join(races).transform(done -> Future.succeededFuture()));

            assertThat(races.stream().filter(Future::succeeded)).hasSize(1);
            String content = Buffer.buffer(content(b)).toString();
            assertThat(content).startsWith(HEAD).hasSize(HEAD.length() + 1000);
            assertThat(content.substring(HEAD.length()).chars().distinct().count())
                    .isEqualTo(1);
        }
    }

    /** Writes the bytes unless a previous writer already wrote its own. */
    private static Future<Long> writeUnlessWritten(Upload upload, Buffer bytes) {
        return upload.offset() > HEAD.length()
                ? Future.succeededFuture(upload.offset())
                : upload.write(HEAD.length(), bytes);
    }

    private static Future<TransferResult> upload(ClusterNode node, HeldSource source) {
        TransferOptions options = new TransferOptions(
                node.vertx(), CheckedVertx.retain(node.client(Listener.HTTP)), MAX_FAILURES, new TransferListener() {});
        UploadRequest request = new UploadRequest(NAME.value(), OptionalLong.of(SIZE), true);
        return ResumingUpload.start(options, request, source, PendingUploads.NONE);
    }

    private static byte[] content(ClusterNode node) {
        StoredFile file = await(node.store().open(NAME));
        byte[] bytes = await(read(file, 0, Buffer.buffer())).getBytes();
        await(file.close());
        return bytes;
    }

    private static JsonObject config(Path root, S3Config bucket) {
        return Listeners.config(root)
                .put("store", new JsonObject().put("type", "s3"))
                .put("s3", bucket.toJson());
    }

    private static ClusterNode start(JsonObject config, String name) {
        return ClusterNode.start(config, section(name));
    }

    private static ClusterNode startAlone(JsonObject config, String name) {
        return ClusterNode.startAlone(config, section(name));
    }

    /** A bucket does not need {@code cluster.sharedStore}. */
    private static JsonObject section(String name) {
        return new JsonObject().put("nodeName", name);
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

    /** A source that blocks at the second half until the test resumes it. */
    private static final class HeldSource implements ByteSource {
        private final byte[] bytes;
        private final CountDownLatch half = new CountDownLatch(1);
        private final CountDownLatch resumed = new CountDownLatch(1);

        HeldSource(byte[] bytes) {
            this.bytes = bytes;
        }

        void awaitHalf() throws InterruptedException {
            assertThat(half.await(30, TimeUnit.SECONDS)).isTrue();
        }

        void resume() {
            resumed.countDown();
        }

        @Override
        public OptionalLong size() {
            return OptionalLong.of(bytes.length);
        }

        @Override
        public void read(long position, ByteBuffer into) throws IOException {
            if (position >= bytes.length / 2) {
                half.countDown();
                awaitResume();
            }
            into.put(bytes, (int) position, (int) Math.min(into.remaining(), bytes.length - position));
        }

        private void awaitResume() throws IOException {
            try {
                resumed.await(30, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }

        @Override
        public void close() {}
    }
}
