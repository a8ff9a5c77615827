package io.chunkgate.store.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chunkgate.io.ByteRange;
import io.chunkgate.io.ReadOnlyFile;
import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.FileInfo;
import io.chunkgate.store.FileName;
import io.chunkgate.store.FolderEntry;
import io.chunkgate.store.FolderName;
import io.chunkgate.store.FolderPage;
import io.chunkgate.store.ListOrder;
import io.chunkgate.store.ListQuery;
import io.chunkgate.store.PublishCondition;
import io.chunkgate.store.StoredFile;
import io.chunkgate.store.Upload;
import io.chunkgate.store.UploadSpec;
import io.chunkgate.testkit.FaultyS3;
import io.chunkgate.testkit.FileReads;
import io.chunkgate.testkit.S3Server;
import io.chunkgate.testkit.TestData;
import io.vertx.core.buffer.Buffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Files are ordinary objects: other programs read what the gateway stores, and the gateway serves what they put. */
class S3ObjectsTest extends S3TestBase {
    private static final int LARGE = 21_000_000;

    private static List<String> names(S3FileStore store, String folder, ListQuery query) {
        return await(store.list(new FolderName(folder), query)).entries().stream()
                .map(FolderEntry::name)
                .toList();
    }

    @Test
    void foreignObject_isServed_listed_replaced_andDeleted() {
        byte[] bytes = TestData.bytes(300_000);
        put(NAME.value(), bytes);
        S3FileStore store = openStore();
        FileInfo info = await(store.stat(NAME));
        assertThat(info.size()).isEqualTo(bytes.length);
        assertThat(info.sha256()).isEmpty();
        assertThat(content(store, NAME)).isEqualTo(bytes);
        assertThat(await(store.list(NAME.folder(), ListQuery.first(10))).entries())
                .containsExactly(new FolderEntry.File(info));
        assertThat(await(store.digest(NAME)).sha256()).contains(TestData.sha256(bytes));
        assertThat(await(store.stat(NAME)).sha256()).contains(TestData.sha256(bytes));

        UploadSpec spec = UploadSpec.of(NAME, 3).withCondition(new PublishCondition.MustMatch(Set.of(info.etag())));
        Upload upload = await(store.create(spec));
        write(upload, new byte[] {1, 2, 3});
        FileInfo replaced = await(upload.commit());
        await(upload.close());
        assertThat(object(NAME)).containsExactly(1, 2, 3);
        assertThat(await(store.stat(NAME)).sha256()).isEqualTo(replaced.sha256());
        assertFailsWith(ErrorCode.FAILED_PRECONDITION, () -> await(store.create(spec)));

        put(NAME.value(), bytes);
        assertThat(await(store.stat(NAME)).sha256()).contains(TestData.sha256(bytes));
        await(store.delete(NAME, new PublishCondition.MustMatch(Set.of(info.etag()))));
        assertFailsWith(ErrorCode.NOT_FOUND, () -> await(store.stat(NAME)));
    }

    @Test
    void objectsThatAreNoNames_areLeftOut() {
        put("in/file", new byte[1]);
        put("in/ctrl\u0001", new byte[1]);
        put("in/back\\slash", new byte[1]);
        put("in/sub/file", new byte[1]);
        S3FileStore store = openStore();
        assertThat(names(store, "in", ListQuery.first(10))).containsExactly("file", "sub");
        assertThat(names(store, "in", new ListQuery(Optional.empty(), 10, ListOrder.SIZE, true)))
                .containsExactly("file", "sub");
    }

    @Test
    void listing_isOneRequest() {
        for (int i = 0; i < 50; i++) {
            put("many/" + i, new byte[1]);
        }
        try (FaultyS3 server = new FaultyS3(S3Server.shared().port())) {
            S3FileStore store = openStore(S3Server.through(bucket(), server.port()), SETTINGS);
            int before = server.requests().size();
            assertThat(names(store, "many", ListQuery.first(1000))).hasSize(50);
            assertThat(server.requests()).hasSize(before + 1);
        }
    }

    @Test
    void objectWithoutAName_isLeftOut_andCounted() {
        put("odd/a\\b", new byte[1]);
        put("odd/.hidden", new byte[1]);
        put("odd/c", new byte[1]);
        S3FileStore store = openStore();

        for (ListOrder order : ListOrder.values()) {
            FolderPage page =
                    await(store.list(new FolderName("odd"), new ListQuery(Optional.empty(), 10, order, false)));

            assertThat(page.entries()).extracting(FolderEntry::name).containsExactly("c");
            assertThat(page.unnameable()).as("%s", order).isEqualTo(1);
        }
    }

    @Test
    void shortPut_makesFewRequests() {
        try (FaultyS3 server = new FaultyS3(S3Server.shared().port())) {
            S3FileStore store = openStore(S3Server.through(bucket(), server.port()), SETTINGS);
            int before = server.requests().size();
            publish(store, NAME, TestData.bytes(165));
            assertThat(server.requests().subList(before, server.requests().size()))
                    .hasSizeLessThanOrEqualTo(6);
            assertThat(await(store.stats()).requests().values().stream()
                            .mapToLong(Long::longValue)
                            .sum())
                    .isEqualTo(server.requests().size());
            int replacing = server.requests().size();
            publish(store, NAME, TestData.bytes(166));
            assertThat(server.requests().subList(replacing, server.requests().size()))
                    .hasSizeLessThanOrEqualTo(8);
        }
    }

    @Test
    void shortAndLongBlocks_areOneObject_alsoAfterATakeOver() {
        S3FileStore store = openStore();
        byte[] bytes = TestData.bytes(LARGE);
        Upload upload = begin(store);
        int[] ends = {1_500_000, 3_000_000, 11_500_000, 12_600_000, LARGE};
        int from = 0;
        for (int end : ends) {
            write(upload, Arrays.copyOfRange(bytes, from, end));
            await(upload.sync());
            if (end == ends[2]) {
                await(upload.close());
                store = openStore();
                upload = await(store.resume(upload.id()));
            }
            from = end;
        }
        FileInfo info = await(upload.commit());
        await(upload.close());
        assertThat(info.sha256()).contains(TestData.sha256(bytes));
        assertThat(await(store.stat(NAME))).isEqualTo(info);
        assertThat(object(NAME)).isEqualTo(bytes);
        assertThat(keys()).noneMatch(key -> key.contains("/block-"));
        assertThat(multipartUploads()).isEmpty();
    }

    @Test
    void follower_readsOn_whenTheBlocksOfThePublishedFileAreDeleted() {
        byte[] bytes = TestData.bytes(LARGE);
        Upload upload = begin(openStore());
        write(upload, bytes);
        await(upload.sync());
        StoredFile follower = await(openStore().follow(NAME));
        assertThat(await(FileReads.read(follower, 0, 1000)).getBytes()).isEqualTo(Arrays.copyOf(bytes, 1000));
        await(upload.commit());
        await(upload.close());
        assertThat(keys()).noneMatch(key -> key.contains("/block-"));
        assertThat(content(follower)).isEqualTo(bytes);
    }

    @Test
    void replacedFile_endsItsDownload() {
        S3FileStore store = openStore();
        publish(store, NAME, TestData.bytes(LARGE));
        StoredFile file = await(store.open(NAME));
        publish(store, NAME, TestData.bytes(LARGE + 1));
        assertFailsWith(ErrorCode.DATA_LOSS, () -> content(file));
        await(file.close());
    }

    /** Its gateway had stopped between the claim and the object. */
    @Test
    void claimWithoutObject_delaysTheNextChange_butDoesNotPreventIt() {
        try (FaultyS3 server = new FaultyS3(S3Server.shared().port())) {
            S3FileStore store = openStore(S3Server.through(bucket(), server.port()), SETTINGS);
            server.reply(
                    Integer.MAX_VALUE,
                    line -> line.startsWith("PUT") && line.endsWith("/" + NAME),
                    503,
                    "ServiceUnavailable");
            assertFailsWith(ErrorCode.UNAVAILABLE, () -> publish(store, NAME, TestData.bytes(10)));
        }
        S3FileStore other = openStore();
        publish(other, NAME, TestData.bytes(20));
        assertThat(content(other, NAME)).isEqualTo(TestData.bytes(20));
    }

    /** The next writer of the name completes what the other gateway has claimed, and then judges its own condition. */
    @Test
    void interruptedCompletion_isFinishedByTheNextChangeOfTheName() {
        byte[] large = TestData.bytes(LARGE);
        UploadSpec mustBeNew = UploadSpec.of(NAME).withCondition(new PublishCondition.MustBeNew());
        S3FileStore other = openStore();
        Upload second = await(other.create(mustBeNew));
        try (FaultyS3 server = new FaultyS3(S3Server.shared().port())) {
            S3FileStore store = openStore(S3Server.through(bucket(), server.port()), SETTINGS);
            Upload first = await(store.create(mustBeNew.asResumable()));
            write(first, large);
            server.reply(
                    Integer.MAX_VALUE,
                    line -> line.startsWith("POST") && line.contains("uploadId="),
                    503,
                    "ServiceUnavailable");
            assertFailsWith(ErrorCode.UNAVAILABLE, () -> await(first.commit()));
            await(first.close());
            await(second.write(0, Buffer.buffer("second")));
            assertFailsWith(ErrorCode.ALREADY_EXISTS, () -> await(second.commit()));
            await(second.close());
            server.heal();
            assertThat(content(store, NAME)).isEqualTo(large);
            assertThat(await(store.upload(first.id())).offset()).isEqualTo(LARGE);
        }
    }

    /** The gateway stops after the completion, before it has recorded that. */
    @Test
    void unrecordedCompletion_isFoundByTheNextQuery() {
        byte[] large = TestData.bytes(LARGE);
        try (FaultyS3 server = new FaultyS3(S3Server.shared().port());
                FaultyS3 seen = new FaultyS3(S3Server.shared().port())) {
            S3FileStore store = openStore(S3Server.through(bucket(), server.port()), SETTINGS);
            Upload upload = begin(store);
            write(upload, large);
            server.reply(
                    Integer.MAX_VALUE,
                    line -> line.startsWith("PUT") && line.endsWith("/done"),
                    503,
                    "ServiceUnavailable");
            assertFailsWith(ErrorCode.UNAVAILABLE, () -> await(upload.commit()));
            await(upload.close());
            S3FileStore other = openStore(S3Server.through(bucket(), seen.port()), SETTINGS);
            assertThat(await(other.upload(upload.id())).offset()).isEqualTo(LARGE);
            assertThat(seen.requests()).noneMatch(line -> line.endsWith("?uploads"));
            assertThat(object(NAME)).isEqualTo(large);
            assertThat(multipartUploads()).isEmpty();
        }
    }

    @Test
    void bucketOfTheEarlierLayout_isRefused() {
        put("files/a", Buffer.buffer("{\"format\":1,\"blocks\":[],\"size\":0}").getBytes());
        assertThatThrownBy(this::openStore).hasMessageContaining("s3.prefix").hasMessageContaining("earlier version");
    }

    @Test
    void foreignFilesFolder_isNoEarlierLayout() {
        put("files/a", TestData.bytes(100));
        assertThat(content(openStore(), FileName.of("files/a"))).isEqualTo(TestData.bytes(100));
    }

    @Test
    void expectedRange_ofAnEmptyFile_isEmpty() {
        S3FileStore store = openStore();
        publish(store, NAME, new byte[0]);
        StoredFile file = await(store.open(NAME));
        ((ReadOnlyFile) file.content()).expect(ByteRange.from(0));
        assertThat(await(FileReads.read(file, 0, 10)).length()).isZero();
        await(file.close());
    }
}
