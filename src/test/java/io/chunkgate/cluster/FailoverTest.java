package io.chunkgate.cluster;

import static io.chunkgate.testing.ClusterNode.await;
import static io.chunkgate.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.FileName;
import io.chunkgate.store.FolderName;
import io.chunkgate.store.ListQuery;
import io.chunkgate.store.PublishCondition;
import io.chunkgate.store.StoreException;
import io.chunkgate.store.StoredFile;
import io.chunkgate.store.Upload;
import io.chunkgate.store.UploadSpec;
import io.chunkgate.testing.ClusterNode;
import io.chunkgate.testing.Doors;
import io.chunkgate.testing.TestData;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nodes with a folder each, of which one goes away. */
class FailoverTest {
    private static final FileName NAME = FileName.of("file.bin");
    /** More than what waits on its way between two nodes. */
    private static final int SIZE = 20_000_000;

    @TempDir
    private Path rootOfA;

    @TempDir
    private Path rootOfB;

    @TempDir
    private Path rootOfC;

    private ClusterNode a;
    private ClusterNode b;

    @BeforeEach
    void start() {
        a = ClusterNode.start(rootOfA, "a");
        b = ClusterNode.start(Doors.config(rootOfB), ClusterNode.section("b")).sees(2);
        a.sees(2);
    }

    @AfterEach
    void stop() {
        b.close();
        a.close();
    }

    @Test
    void downloadGoesOn_fromAnotherNodeWithTheSameVersion() {
        byte[] bytes = TestData.bytes(SIZE);
        publish(a, bytes);
        try (ClusterNode c = ClusterNode.start(rootOfC, "c")) {
            publishAt(c, bytes);
            StoredFile file = await(b.sees(3).store().open(NAME));
            Buffer first = await(file.read(0, 1_000_000));
            a.close();
            Buffer rest = await(file.read(1_000_000, SIZE));
            await(file.verify());
            await(file.close());
            assertThat(first.appendBuffer(rest).getBytes()).isEqualTo(bytes);
        }
    }

    @Test
    void downloadEndsVisibly_whenNobodyElseHasThatVersion() {
        publish(a, TestData.bytes(SIZE));
        try (ClusterNode c = ClusterNode.start(rootOfC, "c")) {
            publishAt(c, TestData.bytes(SIZE + 1));
            b.sees(3);
            StoredFile file = await(b.store().open(NAME));
            byte[] version = file.info().size() == SIZE ? TestData.bytes(SIZE) : TestData.bytes(SIZE + 1);
            assertThat(await(file.read(0, 1000)).getBytes()).isEqualTo(Arrays.copyOf(version, 1000));
            (file.info().size() == SIZE ? a : c).close();
            assertThatThrownBy(() -> await(file.read(1000, SIZE))).isInstanceOf(StoreException.class);
            await(file.close());
        }
    }

    @Test
    void writerOfAnUpload_isToldWhenItsNodeGoes() {
        publish(a, TestData.bytes(10));
        Upload upload = await(b.store().create(UploadSpec.of(NAME).asResumable()));
        await(upload.write(0, Buffer.buffer("abc")));
        a.close();
        assertThat(await(upload.lost()).code()).isEqualTo(ErrorCode.UNAVAILABLE);
        assertFailsWith(ErrorCode.UNAVAILABLE, upload.write(3, Buffer.buffer("d")));
        await(upload.close());
    }

    @Test
    void whatANodeMayHaveThatIsAway_isUnavailableAndNotUnknown() throws Exception {
        TestData.file(rootOfB.resolve("own.bin"), 10);
        a.close();
        eventually(b::cluster, () -> b.cluster().getJsonArray("absent").size() == 1);

        assertFailsWith(ErrorCode.UNAVAILABLE, b.store().stat(NAME));
        assertFailsWith(ErrorCode.UNAVAILABLE, b.store().open(NAME));
        assertFailsWith(ErrorCode.UNAVAILABLE, b.store().delete(NAME, new PublishCondition.Anything()));
        UploadSpec mustBeNew = UploadSpec.of(NAME).withCondition(new PublishCondition.MustBeNew());
        assertFailsWith(ErrorCode.UNAVAILABLE, b.store().create(mustBeNew));
        assertThat(b.http().get("/files/file.bin", Map.of()).status()).isEqualTo(503);

        assertThat(b.http().get("/files/own.bin", Map.of()).status()).isEqualTo(200);
        assertThat(await(b.store().list(FolderName.ROOT, ListQuery.first(10))).entries())
                .hasSize(1);
        publish(b, TestData.bytes(10));
        assertThat(rootOfB.resolve(NAME.value())).hasBinaryContent(TestData.bytes(10));
    }

    @Test
    void nodeThatComesBack_isNoLongerMissed() {
        a.close();
        eventually(b::cluster, () -> b.cluster().getJsonArray("absent").size() == 1);
        a = ClusterNode.start(rootOfA, "a");
        b.sees(2);
        assertThat(b.cluster().getJsonArray("absent")).isEmpty();
        assertFailsWith(ErrorCode.NOT_FOUND, b.store().stat(NAME));
    }

    @Test
    void twoNodesThatCannotSeeEachOther_eachServeTheirOwn_andSpoilNothing(@TempDir Path rootOfLone) {
        publish(a, TestData.bytes(10));
        try (ClusterNode lone = ClusterNode.startAlone(Doors.config(rootOfLone), ClusterNode.section("lone"))) {
            assertFailsWith(ErrorCode.NOT_FOUND, lone.store().stat(NAME));
            publish(lone, TestData.bytes(20));
        }
        assertThat(rootOfA.resolve(NAME.value())).hasBinaryContent(TestData.bytes(10));
        assertThat(rootOfLone.resolve(NAME.value())).hasBinaryContent(TestData.bytes(20));
    }

    private static void publish(ClusterNode node, byte[] bytes) {
        Upload upload = await(node.store().create(UploadSpec.of(NAME, bytes.length)));
        await(upload.write(0, Buffer.buffer(bytes)));
        await(upload.commit());
        await(upload.close());
    }

    /** On the node itself, whoever else has a file of the name. */
    private void publishAt(ClusterNode node, byte[] bytes) {
        FileName beside = FileName.of("beside.bin");
        Upload upload = await(node.store().create(UploadSpec.of(beside, bytes.length)));
        await(upload.write(0, Buffer.buffer(bytes)));
        await(upload.commit());
        await(upload.close());
        assertThat(rootOfC.resolve("beside.bin")
                        .toFile()
                        .renameTo(rootOfC.resolve(NAME.value()).toFile()))
                .isTrue();
    }

    private static void assertFailsWith(ErrorCode code, Future<?> future) {
        assertThatThrownBy(() -> await(future)).isInstanceOfSatisfying(StoreException.class, e -> assertThat(e.code())
                .isEqualTo(code));
    }
}
