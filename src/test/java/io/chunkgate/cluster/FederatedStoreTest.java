package io.chunkgate.cluster;

import static io.chunkgate.testing.ClusterNode.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.FileInfo;
import io.chunkgate.store.FileName;
import io.chunkgate.store.FileStore;
import io.chunkgate.store.FolderEntry;
import io.chunkgate.store.FolderName;
import io.chunkgate.store.FolderPage;
import io.chunkgate.store.ListOrder;
import io.chunkgate.store.ListQuery;
import io.chunkgate.store.PublishCondition;
import io.chunkgate.store.StoreException;
import io.chunkgate.store.StoredFile;
import io.chunkgate.store.Upload;
import io.chunkgate.store.UploadId;
import io.chunkgate.store.UploadSpec;
import io.chunkgate.store.UploadState;
import io.chunkgate.testing.ClusterNode;
import io.chunkgate.testing.Doors;
import io.chunkgate.testing.TestData;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes with a folder each: what one has, the other answers for. */
class FederatedStoreTest {
    private static final int SIZE = 3_000_000;
    private static final byte[] BYTES = TestData.bytes(SIZE);

    @TempDir
    private static Path rootOfA;

    @TempDir
    private static Path rootOfB;

    private static ClusterNode a;
    private static ClusterNode b;

    private FileName name;

    @BeforeAll
    static void start() {
        a = ClusterNode.start(rootOfA, "a");
        b = ClusterNode.start(rootOfB, "b").sees(2);
        a.sees(2);
    }

    @AfterAll
    static void stop() {
        b.close();
        a.close();
    }

    @BeforeEach
    void nameOfTest(TestInfo test) {
        name = FileName.of(test.getTestMethod().orElseThrow().getName() + "/file.bin");
    }

    @Test
    void fileOfAnotherNode_isDescribedAndReadWhole() {
        FileInfo published = publish(a.store(), BYTES);

        assertThat(await(b.store().stat(name))).isEqualTo(published);
        assertThat(await(b.store().digest(name))).isEqualTo(published);
        assertThat(read(b.store(), 0)).isEqualTo(BYTES);
    }

    @Test
    void partOfAFile_isReadFromWhereverItBegins() {
        publish(a.store(), BYTES);
        StoredFile file = await(b.store().open(name));
        assertThat(await(file.read(1_234_567, 1000)).getBytes())
                .isEqualTo(Arrays.copyOfRange(BYTES, 1_234_567, 1_235_567));
        assertThat(await(file.read(7, 100)).getBytes()).isEqualTo(Arrays.copyOfRange(BYTES, 7, 107));
        assertThat(await(file.read(SIZE - 5, 100)).length()).isEqualTo(5);
        assertThat(await(file.read(SIZE, 100)).length()).isZero();
        await(file.verify());
        await(file.close());
    }

    @Test
    void partOfAFile_thatIsReplacedMeanwhile_isNotVouchedFor() {
        publish(a.store(), BYTES);
        StoredFile file = await(b.store().open(name));
        await(file.read(0, 1000));
        publish(a.store(), TestData.bytes(10));
        assertFailsWith(ErrorCode.DATA_LOSS, () -> await(file.verify()));
        await(file.close());
    }

    @Test
    void wholeFile_thatIsReplacedMeanwhile_isReadAsItWas() {
        publish(a.store(), BYTES);
        StoredFile file = await(b.store().open(name));
        Buffer first = await(file.read(0, 1000));
        publish(a.store(), TestData.bytes(10));
        Buffer rest = await(file.read(1000, SIZE));
        await(file.verify());
        await(file.close());
        assertThat(first.appendBuffer(rest).getBytes()).isEqualTo(BYTES);
    }

    @Test
    void fileThatNobodyHas_isUnknown() {
        assertFailsWith(ErrorCode.NOT_FOUND, () -> await(b.store().stat(name)));
        assertFailsWith(ErrorCode.NOT_FOUND, () -> await(b.store().open(name)));
        assertFailsWith(ErrorCode.NOT_FOUND, () -> await(b.store().digest(name)));
        assertFailsWith(ErrorCode.NOT_FOUND, () -> await(b.store().delete(name, new PublishCondition.Anything())));
        assertFailsWith(ErrorCode.NOT_FOUND, () -> await(b.store().upload(UploadId.random())));
        assertFailsWith(ErrorCode.NOT_FOUND, () -> await(b.store().resume(UploadId.random())));
        assertFailsWith(ErrorCode.NOT_FOUND, () -> await(b.store().follow(UploadId.random())));
    }

    @Test
    void ownFile_isAnsweredWithoutTheOthers() throws Exception {
        TestData.file(rootOfA.resolve(name.value()), 10);
        byte[] own = TestData.file(rootOfB.resolve(name.value()), 20);
        assertThat(read(b.store(), 0)).isEqualTo(own);
    }

    @Test
    void delete_takesTheFileAwayEverywhere() {
        TestData.file(rootOfA.resolve(name.value()), 10);
        TestData.file(rootOfB.resolve(name.value()), 20);
        await(b.store().delete(name, new PublishCondition.Anything()));
        assertThat(rootOfA.resolve(name.value())).doesNotExist();
        assertThat(rootOfB.resolve(name.value())).doesNotExist();
    }

    @Test
    void delete_ofAnotherVersion_isRefused() {
        FileInfo published = publish(a.store(), BYTES);
        assertFailsWith(
                ErrorCode.FAILED_PRECONDITION,
                () -> await(b.store().delete(name, new PublishCondition.MustMatch(Set.of("\"another\"")))));
        await(b.store().delete(name, new PublishCondition.MustMatch(Set.of(published.etag()))));
        assertThat(rootOfA.resolve(name.value())).doesNotExist();
    }

    @Test
    void newVersion_isMadeWhereTheOldOneIs() {
        publish(a.store(), TestData.bytes(10));
        FileInfo published = publish(b.store(), BYTES);
        assertThat(published.sha256()).contains(TestData.sha256(BYTES));
        assertThat(rootOfA.resolve(name.value())).hasBinaryContent(BYTES);
        assertThat(rootOfB.resolve(name.value())).doesNotExist();
    }

    @Test
    void conditionOfAnUpload_isThatOfTheFileOnTheOtherNode() {
        FileInfo old = publish(a.store(), TestData.bytes(10));
        UploadSpec mustBeNew = UploadSpec.of(name).withCondition(new PublishCondition.MustBeNew());
        assertFailsWith(ErrorCode.ALREADY_EXISTS, () -> await(b.store().create(mustBeNew)));

        UploadSpec mustMatch = UploadSpec.of(name).withCondition(new PublishCondition.MustMatch(Set.of(old.etag())));
        Upload upload = await(b.store().create(mustMatch));
        publish(a.store(), TestData.bytes(11));
        await(upload.write(0, Buffer.buffer("late")));
        assertFailsWith(ErrorCode.FAILED_PRECONDITION, () -> await(upload.commit()));
        await(upload.close());
        assertThat(read(b.store(), 0)).isEqualTo(TestData.bytes(11));
    }

    @Test
    void uploadThatIsNotKept_leavesNothingOnTheOtherNode() {
        publish(a.store(), TestData.bytes(10));
        Upload upload = await(b.store().create(UploadSpec.of(name)));
        await(upload.write(0, Buffer.buffer("cut")));
        await(upload.close());
        assertFailsWith(ErrorCode.NOT_FOUND, () -> await(a.store().upload(upload.id())));
    }

    @Test
    void uploadOfAnotherNode_isGoneOnWith_andKeepsAllThatWasSaidOfIt() {
        UploadSpec spec = new UploadSpec(
                name,
                UploadSpec.of(name, SIZE).size(),
                Optional.of(TestData.sha256(BYTES)),
                new PublishCondition.MustBeNew(),
                true,
                UploadSpec.Role.FILE,
                Map.of("note", "of a door"));
        Upload begun = await(a.store().create(spec));
        await(begun.write(0, bytes(0, 1_000_000)));
        await(begun.close());

        assertThat(await(b.store().upload(begun.id())).spec()).isEqualTo(spec);
        assertThat(await(b.store().upload(begun.id())).offset()).isEqualTo(1_000_000);
        Upload resumed = await(b.store().resume(begun.id()));
        assertThat(resumed.spec()).isEqualTo(spec);
        assertThat(resumed.offset()).isEqualTo(1_000_000);
        assertThat(await(resumed.write(1_000_000, bytes(1_000_000, SIZE)))).isEqualTo(SIZE);
        assertThat(await(resumed.sync())).isEqualTo(SIZE);
        FileInfo published = await(resumed.commit());
        await(resumed.close());

        assertThat(published.sha256()).contains(TestData.sha256(BYTES));
        assertThat(rootOfA.resolve(name.value())).hasBinaryContent(BYTES);
        assertThat(await(b.store().upload(begun.id())).state()).isEqualTo(new UploadState.Complete(published));
        assertFailsWith(ErrorCode.FAILED_PRECONDITION, () -> await(b.store().resume(begun.id())));
        StoredFile followed = await(b.store().follow(begun.id()));
        assertThat(followed.info()).isEqualTo(published);
        await(followed.close());
    }

    @Test
    void writerOnAnotherNode_takesOver_andIsTakenOverFrom() {
        Upload first = await(a.store().create(UploadSpec.of(name).asResumable()));
        await(first.write(0, Buffer.buffer("ab")));
        Upload second = await(b.store().resume(first.id()));
        assertThat(await(first.lost()).code()).isEqualTo(ErrorCode.ABORTED);
        await(first.close());
        await(second.write(2, Buffer.buffer("cd")));

        Upload third = await(a.store().resume(first.id()));
        assertThat(await(second.lost()).code()).isEqualTo(ErrorCode.ABORTED);
        assertFailsWith(ErrorCode.ABORTED, () -> await(second.write(4, Buffer.buffer("x"))));
        await(second.close());
        assertThat(third.offset()).isEqualTo(4);
        await(third.commit());
        await(third.close());
        assertThat(rootOfA.resolve(name.value())).hasContent("abcd");
    }

    @Test
    void wrongOffsetsAndSizes_leaveTheUploadAsItWas() {
        Upload begun = await(a.store().create(UploadSpec.of(name).asResumable()));
        await(begun.close());
        Upload upload = await(b.store().resume(begun.id()));
        await(upload.write(0, Buffer.buffer("abc")));
        assertFailsWith(ErrorCode.FAILED_PRECONDITION, () -> await(upload.write(2, Buffer.buffer("x"))));
        assertFailsWith(ErrorCode.INVALID_ARGUMENT, () -> await(upload.setSize(2)));
        await(upload.setSize(4));
        assertFailsWith(ErrorCode.OUT_OF_RANGE, () -> await(upload.write(3, Buffer.buffer("xy"))));
        assertFailsWith(ErrorCode.FAILED_PRECONDITION, () -> await(upload.commit()));
        await(upload.write(3, Buffer.buffer("d")));
        await(upload.commit());
        await(upload.close());
        assertThat(rootOfA.resolve(name.value())).hasContent("abcd");
    }

    @Test
    void pieces_areDroppedAndKept() {
        Upload begun = await(a.store().create(UploadSpec.of(name).asResumable()));
        await(begun.write(0, Buffer.buffer("a")));
        await(begun.close());
        Upload upload = await(b.store().resume(begun.id()));
        await(upload.beginPiece());
        await(upload.write(1, Buffer.buffer("wrong")));
        assertThat(await(upload.dropPiece())).isEqualTo(1);
        await(upload.beginPiece());
        await(upload.write(1, Buffer.buffer("b")));
        await(upload.keepPiece());
        await(upload.commit());
        await(upload.close());
        assertThat(rootOfA.resolve(name.value())).hasContent("ab");
    }

    @Test
    void discard_reachesTheOtherNode() {
        Upload begun = await(a.store().create(UploadSpec.of(name).asResumable()));
        await(begun.write(0, Buffer.buffer("a")));
        await(begun.close());
        await(b.store().discard(begun.id()));
        assertFailsWith(ErrorCode.NOT_FOUND, () -> await(a.store().upload(begun.id())));
    }

    @Test
    void partsOfAnotherNode_areJoinedThere() {
        List<UploadId> parts = List.of(part(a.store(), "ab"), part(a.store(), "cd"));
        Upload whole = await(b.store().concatenate(UploadSpec.of(name), parts));
        assertThat(whole.offset()).isEqualTo(4);
        await(whole.commit());
        await(whole.close());
        assertThat(rootOfA.resolve(name.value())).hasContent("abcd");
    }

    @Test
    void follower_onAnotherNode_getsEveryByteAndTheEnd() {
        Upload upload = await(a.store().create(UploadSpec.of(name).asResumable()));
        await(upload.write(0, bytes(0, 1000)));
        StoredFile file = await(b.store().follow(name));
        assertThat(file.growth()).isPresent();
        Future<Buffer> all = readToEnd(file);
        await(upload.write(1000, bytes(1000, SIZE)));
        FileInfo published = await(upload.commit());
        await(upload.close());
        assertThat(await(all).getBytes()).isEqualTo(BYTES);
        assertThat(await(file.growth().orElseThrow().published())).isEqualTo(published);
        await(file.verify());
        await(file.close());
    }

    @Test
    void follower_ofAnUploadThatIsDiscarded_isToldSo() {
        Upload upload = await(a.store().create(UploadSpec.of(name).asResumable()));
        await(upload.write(0, Buffer.buffer("ab")));
        StoredFile file = await(b.store().follow(upload.id()));
        await(file.read(0, 10));
        Future<Buffer> next = file.read(2, 10);
        await(upload.discard());
        await(upload.close());
        assertFailsWith(ErrorCode.ABORTED, () -> await(next));
        assertFailsWith(ErrorCode.ABORTED, () -> await(file.verify()));
        await(file.close());
    }

    @Test
    void listing_isThatOfBothNodes_pageByPage() {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            Path root = i % 3 == 0 ? rootOfB : rootOfA;
            TestData.file(root.resolve("listed/f" + i), 100 - i);
            names.add("f" + i);
        }
        TestData.file(rootOfA.resolve("listed/folder/x"), 1);
        TestData.file(rootOfB.resolve("listed/folder/y"), 1);
        names.add("folder");

        for (int limit : List.of(1, 3, 100)) {
            assertThat(names(new ListQuery(Optional.empty(), limit, ListOrder.NAME, false)))
                    .isEqualTo(names);
        }
        assertThat(names(new ListQuery(Optional.empty(), 2, ListOrder.SIZE, true)))
                .startsWith("f0", "f1", "f2")
                .endsWith("folder")
                .hasSize(11);
        assertThat(await(b.store().list(new FolderName("listed/folder"), ListQuery.first(10)))
                        .entries())
                .hasSize(2);
        assertFailsWith(
                ErrorCode.NOT_FOUND, () -> await(b.store().list(new FolderName("nowhere"), ListQuery.existence())));
    }

    @Test
    void httpOfTheOtherNode_answersRangesAndConditions() throws Exception {
        FileInfo published = publish(a.store(), BYTES);
        var part = b.http().get("/files/" + name, Map.of("Range", "bytes=10-19"));
        assertThat(part.status()).isEqualTo(206);
        assertThat(part.body()).isEqualTo(Arrays.copyOfRange(BYTES, 10, 20));
        var whole = b.http().get("/files/" + name, Map.of("Accept-Encoding", "gzip"));
        assertThat(whole.body()).isEqualTo(BYTES);
        assertThat(whole.header("ETag")).isEqualTo(published.etag());
        var known = b.http().get("/files/" + name, Map.of("If-None-Match", published.etag()));
        assertThat(known.status()).isEqualTo(304);
    }

    @Test
    void clusterPage_showsNodesAndDoors() {
        JsonObject page = a.cluster();
        assertThat(page.getJsonArray("nodes").stream().map(node -> ((JsonObject) node).getString("name")))
                .containsExactlyInAnyOrder("a", "b");
        assertThat(page.getJsonArray("nodes").getJsonObject(0).getJsonArray("doors"))
                .hasSize(3);
    }

    @Test
    void redirect_sendsHttpClientsToTheHolder(@TempDir Path root) throws Exception {
        publish(a.store(), BYTES);
        JsonObject cluster = ClusterNode.section("c").put("redirect", true);
        try (ClusterNode c = ClusterNode.start(Doors.config(root), cluster)) {
            var answer = c.http().get("/files/" + name + "?download", Map.of());
            assertThat(answer.status()).isEqualTo(302);
            assertThat(answer.header("Location"))
                    .isEqualTo("http://127.0.0.1:" + a.http().port() + "/files/" + name + "?download");
            Files.createDirectories(root.resolve(name.value()).getParent());
            Files.write(root.resolve(name.value()), new byte[3]);
            assertThat(c.http().get("/files/" + name, Map.of()).status()).isEqualTo(200);
        }
    }

    private FileInfo publish(FileStore store, byte[] bytes) {
        Upload upload = await(store.create(UploadSpec.of(name, bytes.length)));
        await(upload.write(0, Buffer.buffer(bytes)));
        FileInfo info = await(upload.commit());
        await(upload.close());
        return info;
    }

    private static UploadId part(FileStore store, String bytes) {
        UploadSpec spec = UploadSpec.of(FileName.of("parts/p"), bytes.length())
                .asResumable()
                .asPart();
        Upload part = await(store.create(spec));
        await(part.write(0, Buffer.buffer(bytes)));
        await(part.commit());
        await(part.close());
        return part.id();
    }

    private byte[] read(FileStore store, long from) {
        StoredFile file = await(store.open(name));
        Buffer bytes = await(readFrom(file, from, Buffer.buffer()));
        await(file.verify());
        await(file.close());
        return bytes.getBytes();
    }

    private static Future<Buffer> readToEnd(StoredFile file) {
        return readFrom(file, 0, Buffer.buffer());
    }

    private static Future<Buffer> readFrom(StoredFile file, long position, Buffer before) {
        return file.read(position, 256 * 1024)
                .compose(bytes -> bytes.length() == 0
                        ? Future.succeededFuture(before)
                        : readFrom(file, position + bytes.length(), before.appendBuffer(bytes)));
    }

    private static Buffer bytes(int from, int to) {
        return Buffer.buffer(Arrays.copyOfRange(BYTES, from, to));
    }

    private static List<String> names(ListQuery query) {
        List<String> names = new ArrayList<>();
        Optional<ListQuery> next = Optional.of(query);
        while (next.isPresent()) {
            FolderPage page = await(b.store().list(new FolderName("listed"), next.get()));
            assertThat(page.entries()).hasSizeLessThanOrEqualTo(query.limit());
            page.entries().stream().map(FolderEntry::name).forEach(names::add);
            next = page.next().map(query::from);
        }
        return names;
    }

    private static void assertFailsWith(ErrorCode code, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(StoreException.class, e -> assertThat(e.code())
                .isEqualTo(code));
    }
}
