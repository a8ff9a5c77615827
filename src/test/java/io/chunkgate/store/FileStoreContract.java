package io.chunkgate.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chunkgate.store.FileStore.Access;
import io.chunkgate.testing.CheckedVertx;
import io.chunkgate.testing.TestData;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every store keeps to. A store's test inherits this and says how to make the store. */
@ExtendWith(CheckedVertx.class)
public abstract class FileStoreContract {
    private static final FileName NAME = FileName.of("folder/file.bin");

    private FileStore store;

    /** A new, empty store. */
    protected abstract FileStore createStore(Vertx vertx) throws Exception;

    @BeforeEach
    void createStoreForTest(Vertx vertx) throws Exception {
        store = createStore(vertx);
    }

    @AfterEach
    void closeStore() {
        await(store.close());
    }

    protected final FileStore store() {
        return store;
    }

    protected static <T> T await(Future<T> future) {
        try {
            return future.await(20, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    protected static void assertFailsWith(ErrorCode code, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(StoreException.class, e -> assertThat(e.code())
                .isEqualTo(code));
    }

    /** Uploads and publishes in one write. */
    protected final FileInfo publish(FileName name, byte[] bytes) {
        Upload upload = await(store.create(UploadSpec.of(name, bytes.length)));
        await(upload.write(0, Buffer.buffer(bytes)));
        FileInfo info = await(upload.commit());
        await(upload.close());
        return info;
    }

    protected final byte[] content(FileName name) {
        StoredFile file = await(store.open(name, Access.CHUNKS));
        byte[] bytes = await(file.read(0, (int) file.info().size() + 1)).getBytes();
        await(file.close());
        return bytes;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 4096, 1_000_003})
    void publishedFile_isReadBackWhole(int size) {
        byte[] bytes = TestData.bytes(size);
        FileInfo published = publish(NAME, bytes);
        assertThat(content(NAME)).isEqualTo(bytes);
        assertThat(await(store.stat(NAME))).isEqualTo(published);
        assertThat(published.size()).isEqualTo(size);
    }

    @Test
    void publishedFile_hasDigestAndTagOfItsContent() {
        byte[] bytes = TestData.bytes(1000);
        FileInfo info = publish(NAME, bytes);
        assertThat(info.sha256()).contains(TestData.sha256(bytes));
        assertThat(info.etag()).isEqualTo("\"" + TestData.sha256(bytes) + "\"");
    }

    @Test
    void digest_ofAPublishedFile_isTheKnownOne() {
        FileInfo published = publish(NAME, TestData.bytes(1000));
        assertThat(await(store.digest(NAME))).isEqualTo(published);
        assertFailsWith(ErrorCode.NOT_FOUND, () -> await(store.digest(FileName.of("missing"))));
        assertFailsWith(ErrorCode.NOT_FOUND, () -> await(store.digest(FileName.of("folder"))));
    }

    @ParameterizedTest
    @EnumSource(Access.class)
    void read_returnsTheBytesAskedForAndFewerAtTheEnd(Access access) {
        byte[] bytes = TestData.bytes(1000);
        publish(NAME, bytes);
        StoredFile file = await(store.open(NAME, access));
        assertThat(await(file.read(10, 5)).getBytes()).isEqualTo(Arrays.copyOfRange(bytes, 10, 15));
        assertThat(await(file.read(990, 100)).length()).isEqualTo(10);
        assertThat(await(file.read(1000, 1)).length()).isZero();
        await(file.close());
        await(file.close());
    }

    @Test
    void missingFile_isNotFound() {
        assertFailsWith(ErrorCode.NOT_FOUND, () -> await(store.stat(NAME)));
        assertFailsWith(ErrorCode.NOT_FOUND, () -> await(store.open(NAME, Access.CHUNKS)));
        assertFailsWith(ErrorCode.NOT_FOUND, () -> await(store.open(NAME, Access.CHANNEL)));
    }

    @Test
    void folder_isNotFoundAsAFile() {
        publish(NAME, TestData.bytes(1));
        assertFailsWith(ErrorCode.NOT_FOUND, () -> await(store.stat(FileName.of("folder"))));
        assertFailsWith(ErrorCode.NOT_FOUND, () -> await(store.open(FileName.of("folder"), Access.CHUNKS)));
        assertFailsWith(ErrorCode.NOT_FOUND, () -> await(store.stat(FileName.of("folder/file.bin/below"))));
    }

    @Test
    void uploadOntoAFolderOrBelowAFile_isRefused() {
        publish(NAME, TestData.bytes(1));
        assertFailsWith(
                ErrorCode.FAILED_PRECONDITION, () -> await(store.create(UploadSpec.of(FileName.of("folder"), 1))));
        assertFailsWith(
                ErrorCode.FAILED_PRECONDITION,
                () -> await(store.create(UploadSpec.of(FileName.of("folder/file.bin/below"), 1))));
    }

    @Test
    void uncommittedUpload_isNotVisible() {
        Upload upload = await(store.create(UploadSpec.of(NAME, 3)));
        await(upload.write(0, Buffer.buffer("abc")));
        assertFailsWith(ErrorCode.NOT_FOUND, () -> await(store.stat(NAME)));
        await(upload.discard());
        await(upload.close());
        assertFailsWith(ErrorCode.NOT_FOUND, () -> await(store.stat(NAME)));
    }

    @Test
    void openFile_keepsItsBytesWhenItIsReplaced() {
        byte[] old = TestData.bytes(1000);
        publish(NAME, old);
        StoredFile file = await(store.open(NAME, Access.CHUNKS));
        publish(NAME, TestData.bytes(500));
        assertThat(await(file.read(0, 2000)).getBytes()).isEqualTo(old);
        await(file.verify());
        await(file.close());
        assertThat(content(NAME)).isEqualTo(TestData.bytes(500));
    }

    @Test
    void write_atAnotherOffset_isRefusedAndLosesNothing() {
        Upload upload = await(store.create(UploadSpec.of(NAME, 3)));
        await(upload.write(0, Buffer.buffer("ab")));
        assertFailsWith(ErrorCode.FAILED_PRECONDITION, () -> await(upload.write(1, Buffer.buffer("x"))));
        assertThat(upload.offset()).isEqualTo(2);
        await(upload.write(2, Buffer.buffer("c")));
        await(upload.commit());
        await(upload.close());
        assertThat(content(NAME)).asString().isEqualTo("abc");
    }

    @Test
    void write_pastTheAnnouncedSize_isOutOfRange() {
        Upload upload = await(store.create(UploadSpec.of(NAME, 3)));
        assertFailsWith(ErrorCode.OUT_OF_RANGE, () -> await(upload.write(0, Buffer.buffer("abcd"))));
        await(upload.discard());
        await(upload.close());
    }

    @Test
    void commit_ofFewerBytesThanAnnounced_publishesNothing() {
        Upload upload = await(store.create(UploadSpec.of(NAME, 3)));
        await(upload.write(0, Buffer.buffer("ab")));
        assertFailsWith(ErrorCode.FAILED_PRECONDITION, () -> await(upload.commit()));
        await(upload.discard());
        await(upload.close());
        assertFailsWith(ErrorCode.NOT_FOUND, () -> await(store.stat(NAME)));
    }

    @Test
    void commit_ofAnotherDigest_publishesNothing() {
        UploadSpec spec = new UploadSpec(NAME, OptionalLong.empty(), Optional.of("0".repeat(64)), false);
        Upload upload = await(store.create(spec));
        await(upload.write(0, Buffer.buffer("ab")));
        assertFailsWith(ErrorCode.DATA_LOSS, () -> await(upload.commit()));
        await(upload.discard());
        await(upload.close());
        assertFailsWith(ErrorCode.NOT_FOUND, () -> await(store.stat(NAME)));
    }

    @Test
    void commit_thatMustBeNew_neverReplaces() {
        UploadSpec spec = new UploadSpec(NAME, OptionalLong.empty(), Optional.empty(), true);
        Upload loser = await(store.create(spec));
        await(loser.write(0, Buffer.buffer("loser")));
        publish(NAME, "winner".getBytes(UTF_8));
        assertFailsWith(ErrorCode.ALREADY_EXISTS, () -> await(loser.commit()));
        await(loser.discard());
        await(loser.close());
        assertThat(content(NAME)).asString().isEqualTo("winner");
    }

    private List<String> names(FolderPage page) {
        return page.entries().stream().map(FolderEntry::name).toList();
    }

    private FileInfo publish(String name, int size) {
        return publish(FileName.of(name), TestData.bytes(size));
    }

    @Test
    void list_hasFilesAndFoldersOfTheFolderAlone() {
        FileInfo file = publish("a/file", 5);
        publish("a/folder/deep/file", 1);
        publish("a2/file", 1);
        publish("top", 1);
        FolderPage page = await(store.list(new FolderName("a"), ListQuery.first(10)));
        assertThat(names(page)).containsExactly("file", "folder");
        assertThat(page.entries().get(0)).isEqualTo(new FolderEntry.File(file));
        assertThat(page.entries().get(1))
                .isInstanceOfSatisfying(FolderEntry.Folder.class, folder -> assertThat(folder.folder())
                        .isEqualTo(new FolderName("a/folder")));
        assertThat(page.next()).isEmpty();
        assertThat(names(await(store.list(FolderName.ROOT, ListQuery.first(10)))))
                .containsExactly("a", "a2", "top");
    }

    @Test
    void list_ofTheEmptyRoot_isEmpty() {
        FolderPage page = await(store.list(FolderName.ROOT, ListQuery.first(10)));
        assertThat(page).isEqualTo(new FolderPage(List.of(), Optional.empty()));
    }

    @Test
    void list_ofWhatIsNoFolder_isNotFound() {
        publish(NAME, TestData.bytes(1));
        for (String name : new String[] {"missing", "folder/file.bin", "folder/file.bin/below"}) {
            for (int limit : new int[] {0, 10}) {
                assertFailsWith(
                        ErrorCode.NOT_FOUND, () -> await(store.list(new FolderName(name), ListQuery.first(limit))));
            }
        }
    }

    @Test
    void list_withoutLimit_saysOnlyThatTheFolderIsThere() {
        publish(NAME, TestData.bytes(1));
        FolderPage page = await(store.list(new FolderName("folder"), ListQuery.existence()));
        assertThat(page).isEqualTo(new FolderPage(List.of(), Optional.empty()));
    }

    @Test
    void list_leavesOutHiddenFiles_thatAreServedAllTheSame() {
        publish(".hidden", 1);
        publish(".folder/file", 1);
        publish("shown", 1);
        assertThat(names(await(store.list(FolderName.ROOT, ListQuery.first(10)))))
                .containsExactly("shown");
        assertThat(content(FileName.of(".hidden"))).hasSize(1);
        assertThat(names(await(store.list(new FolderName(".folder"), ListQuery.first(10)))))
                .containsExactly("file");
    }

    @ParameterizedTest
    @CsvSource({
        "NAME, false, 'a b c d folder'",
        "NAME, true,  'folder d c b a'",
        "SIZE, false, 'folder b d a c'",
        "SIZE, true,  'c a d b folder'"
    })
    void list_isSortedAsAskedFor_onPagesOfAnySize(ListOrder order, boolean descending, String expected) {
        publish("c", 30);
        publish("a", 20);
        publish("d", 10);
        publish("b", 10);
        publish("folder/file", 1);
        for (int limit = 1; limit <= 6; limit++) {
            assertThat(allPages(new ListQuery(Optional.empty(), limit, order, descending)))
                    .isEqualTo(List.of(expected.split(" ")));
        }
    }

    @Test
    void list_byTime_hasTheOldestFirst() {
        publish("b", 1);
        publish("a", 2);
        List<String> byTime = allPages(new ListQuery(Optional.empty(), 1, ListOrder.MODIFIED, false));
        boolean apart = await(store.stat(FileName.of("b")))
                .modified()
                .isBefore(await(store.stat(FileName.of("a"))).modified());
        assertThat(byTime).isEqualTo(apart ? List.of("b", "a") : List.of("a", "b"));
    }

    @Test
    void list_goesOnBehindAnEntryThatIsGone() {
        publish("a", 1);
        publish("c", 1);
        ListQuery behindB = ListQuery.first(10).from(new ListPosition(0, "b"));
        assertThat(names(await(store.list(FolderName.ROOT, behindB)))).containsExactly("c");
    }

    private List<String> allPages(ListQuery query) {
        List<String> names = new ArrayList<>();
        Optional<ListQuery> next = Optional.of(query);
        while (next.isPresent()) {
            ListQuery asked = next.get();
            FolderPage page = await(store.list(FolderName.ROOT, asked));
            assertThat(page.entries()).hasSizeLessThanOrEqualTo(query.limit());
            names.addAll(names(page));
            next = page.next().map(asked::from);
        }
        return names;
    }
}
