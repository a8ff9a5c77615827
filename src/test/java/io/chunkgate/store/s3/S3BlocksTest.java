package io.chunkgate.store.s3;

import static io.chunkgate.store.s3.upload.BlockWriter.LEAST_BLOCK_BYTES;
import static org.assertj.core.api.Assertions.assertThat;

import io.chunkgate.io.MemoryBudget;
import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.FileInfo;
import io.chunkgate.store.FileName;
import io.chunkgate.store.FolderEntry;
import io.chunkgate.store.FolderName;
import io.chunkgate.store.FolderPage;
import io.chunkgate.store.ListQuery;
import io.chunkgate.store.PublishCondition;
import io.chunkgate.store.StoredFile;
import io.chunkgate.store.Upload;
import io.chunkgate.store.UploadSpec;
import io.chunkgate.store.UploadState;
import io.chunkgate.testkit.FileReads;
import io.chunkgate.testkit.TestData;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How bytes become blocks, and what stays in the bucket. */
class S3BlocksTest extends S3TestBase {
    private List<String> keys(String part) {
        return keys().stream().filter(key -> key.contains(part)).toList();
    }

    @ParameterizedTest
    @ValueSource(ints = {LEAST_BLOCK_BYTES - 1, LEAST_BLOCK_BYTES, LEAST_BLOCK_BYTES + 1, 3 * LEAST_BLOCK_BYTES + 17})
    void file_isReadBackWhole_inOrderAndNot(int size) {
        S3FileStore store = openStore();
        byte[] bytes = TestData.bytes(size);
        FileInfo info = publish(store, NAME, bytes);
        assertThat(info.sha256()).contains(TestData.sha256(bytes));
        assertThat(content(store, NAME)).isEqualTo(bytes);
        StoredFile file = await(store.open(NAME));
        for (int from : new Random(size).ints(10, 0, size - 1).toArray()) {
            int length = Math.min(300_000, size - from);
            assertThat(await(FileReads.read(file, from, length)).getBytes())
                    .isEqualTo(Arrays.copyOfRange(bytes, from, from + length));
        }
        await(file.close());
        assertThat(keys("/block-")).isEmpty();
        assertThat(object(NAME)).isEqualTo(bytes);
    }

    @Test
    void uploadInManyShortRequests_hasNoShortBlocks() {
        S3FileStore store = openStore();
        Upload upload = begin(store);
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int run = 0; run < 8; run++) {
            byte[] bytes = TestData.bytes(300_000 + run);
            write(upload, bytes);
            all.writeBytes(bytes);
            await(upload.close());
            upload = await(store.resume(upload.id()));
            assertThat(upload.offset()).isEqualTo(all.size());
        }
        assertThat(await(upload.sync())).isEqualTo(all.size());
        assertThat(keys("/block-")).hasSizeLessThanOrEqualTo(8);
        FileInfo info = await(upload.commit());
        await(upload.close());
        assertThat(content(store, NAME)).isEqualTo(all.toByteArray());
        assertThat(info.sha256()).contains(TestData.sha256(all.toByteArray()));
    }

    @Test
    void longStagedWrite_isCommittedOrDroppedAsAWhole_alsoByAnotherGateway() {
        Upload upload = begin(openStore());
        byte[] head = TestData.bytes(1_500_000);
        byte[] part = TestData.bytes(20_000_000);
        write(upload, head);
        await(upload.stage());
        write(upload, part);
        assertThat(await(upload.rollback())).isEqualTo(head.length);
        await(upload.stage());
        write(upload, part);
        await(upload.sync());
        S3FileStore other = openStore();
        assertThat(await(other.upload(upload.id())).offset()).isEqualTo(head.length);
        await(upload.commitStaged());
        await(upload.sync());
        assertThat(await(other.upload(upload.id())).offset()).isEqualTo(head.length + part.length);
        await(upload.stage());
        write(upload, part);
        await(upload.close());

        Upload resumed = await(other.resume(upload.id()));
        assertThat(resumed.offset()).isEqualTo(head.length + part.length);
        FileInfo info = await(resumed.commit());
        await(resumed.close());
        byte[] whole = Arrays.copyOf(head, head.length + part.length);
        System.arraycopy(part, 0, whole, head.length, part.length);
        assertThat(content(other, NAME)).isEqualTo(whole);
        assertThat(info.sha256()).contains(TestData.sha256(whole));
    }

    @Test
    void concurrentUploads_useNoMoreMemoryThanAllowed() {
        long memory = 4L * LEAST_BLOCK_BYTES;
        MemoryBudget budget = new MemoryBudget(memory);
        S3FileStore store = openStore(bucket(), SETTINGS, budget);
        List<Upload> uploads = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            uploads.add(
                    await(store.create(UploadSpec.of(FileName.of("many/" + i)).asResumable())));
        }
        byte[] bytes = TestData.bytes(1_000_000);
        for (int round = 0; round < 9; round++) {
            for (Upload upload : uploads) {
                write(upload, bytes);
                assertThat(budget.held()).isLessThanOrEqualTo(memory + LEAST_BLOCK_BYTES);
            }
        }
        uploads.forEach(upload -> {
            assertThat(await(upload.commit()).size()).isEqualTo(9_000_000);
            await(upload.close());
        });
    }

    @Test
    void unneededObjects_areDeleted() {
        S3FileStore store = openStore();
        publish(store, NAME, TestData.bytes(1000));
        publish(store, NAME, TestData.bytes(2000));
        Upload abandoned = begin(store);
        write(abandoned, TestData.bytes(10));
        await(abandoned.close());
        FileName deleted = FileName.of("deleted");
        publish(store, deleted, TestData.bytes(10));
        await(store.delete(deleted, new PublishCondition.Anything()));
        assertThat(keys("/block-")).hasSize(1);

        S3FileStore sweeping = openStore(bucket(), SETTINGS.withExpireAfter(Duration.ofMillis(1)));
        await(sweeping.sweep());
        assertThat(await(sweeping.upload(abandoned.id())).state()).isEqualTo(new UploadState.Expired());
        assertFailsWith(ErrorCode.NOT_FOUND, () -> await(store.resume(abandoned.id())));
        await(sweeping.sweep());
        assertThat(content(store, NAME)).isEqualTo(TestData.bytes(2000));
        assertThat(keys(""))
                .filteredOn(key -> !key.contains("/claims/"))
                .containsExactlyInAnyOrder(bucket().prefix() + NAME, bucket().prefix() + ".chunkgate/format");
    }

    @Test
    void listing_isSortedByKey_forAllCharacters() {
        S3FileStore store = openStore();
        List<String> names =
                List.of("a", "a ", "a !", "a b", "a!", "a-a.c", "a-b", "a.b", "a0", "\u00e4", "\u65e5\u672c");
        names.forEach(name -> publish(store, FileName.of("in/" + name), TestData.bytes(1)));
        publish(store, FileName.of("in/a-a/below"), TestData.bytes(1));
        publish(store, FileName.of("in/gone"), TestData.bytes(1));
        await(store.delete(FileName.of("in/gone"), new PublishCondition.Anything()));
        List<String> sorted = new ArrayList<>(names);
        sorted.add("a-a/");
        sorted.sort(null);
        sorted.replaceAll(name -> name.replace("/", ""));
        for (int limit : new int[] {1, 3, 100}) {
            List<String> listed = new ArrayList<>();
            Optional<ListQuery> next = Optional.of(ListQuery.first(limit));
            while (next.isPresent()) {
                ListQuery query = next.get();
                FolderPage page = await(store.list(new FolderName("in"), query));
                listed.addAll(page.entries().stream().map(FolderEntry::name).toList());
                next = page.next().map(query::from);
            }
            assertThat(listed).isEqualTo(sorted);
        }
    }

    @Test
    void emptyFile_hasNoBlocks() {
        S3FileStore store = openStore();
        publish(store, NAME, new byte[0]);
        assertThat(content(store, NAME)).isEmpty();
        assertThat(keys("/block-")).isEmpty();
    }

    @Test
    void readAfterTheEnd_isEmpty() {
        S3FileStore store = openStore();
        publish(store, NAME, TestData.bytes(10));
        StoredFile file = await(store.open(NAME));
        assertThat(await(FileReads.read(file, 8, 10)).length()).isEqualTo(2);
        assertThat(await(FileReads.read(file, 10, 10))).isEqualTo(Buffer.buffer());
        await(file.close());
    }
}
