package io.chunkgate.store.s3;

import static org.assertj.core.api.Assertions.assertThat;

import io.chunkgate.store.CopySpec;
import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.FileInfo;
import io.chunkgate.store.FileName;
import io.chunkgate.store.FolderEntry;
import io.chunkgate.store.FolderName;
import io.chunkgate.store.ListOrder;
import io.chunkgate.store.ListQuery;
import io.chunkgate.store.PublishCondition;
import io.chunkgate.store.UploadSpec;
import io.chunkgate.store.s3.client.Bucket;
import io.chunkgate.testkit.TestData;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Folders exist by the objects below them; empty ones by a marker, as other programs create it. */
class S3FoldersTest extends S3TestBase {
    private static final FolderName FOLDER = new FolderName("some/folder");
    private static final FolderName TARGET = new FolderName("target");
    private static final byte[] BYTES = TestData.bytes(1000);
    private static final PublishCondition ANYTHING = new PublishCondition.Anything();

    private static List<String> names(S3FileStore store, FolderName folder) {
        return await(store.list(folder, ListQuery.first(100))).entries().stream()
                .map(FolderEntry::name)
                .toList();
    }

    /** The keys of the objects in a folder, without the prefix of the bucket. */
    private List<String> keysBelow(FolderName folder) {
        String prefix = bucket().prefix() + folder;
        return keys().stream()
                .filter(key -> key.startsWith(prefix))
                .map(key -> key.substring(prefix.length()))
                .toList();
    }

    private void assertNoSuchFolder(S3FileStore store, FolderName folder) {
        assertFailsWith(ErrorCode.NOT_FOUND, () -> names(store, folder));
        assertThat(keysBelow(folder)).isEmpty();
    }

    @Test
    void createdFolder_isEmpty_andListed() {
        S3FileStore store = openStore();
        await(store.createFolder(new FolderName("some")));
        await(store.createFolder(FOLDER));
        assertThat(names(store, FolderName.ROOT)).containsExactly("some");
        assertThat(names(store, new FolderName("some"))).containsExactly("folder");
        assertThat(names(store, FOLDER)).isEmpty();
        assertThat(await(store.list(FOLDER, ListQuery.first(0))).entries()).isEmpty();
        assertThat(await(store.list(FOLDER, new ListQuery(Optional.empty(), 10, ListOrder.SIZE, true)))
                        .entries())
                .isEmpty();
        assertThat(keys()).contains(bucket().prefix() + "some/folder/");

        publish(store, FileName.of("some/folder/file"), BYTES);
        assertThat(names(store, FOLDER)).containsExactly("file");
        assertThat(await(store.list(FOLDER, ListQuery.first(1))).next()).isEmpty();
        await(store.delete(FileName.of("some/folder/file"), ANYTHING));
        assertThat(names(store, FOLDER)).isEmpty();
    }

    @Test
    void createdFolder_isNoFile() {
        S3FileStore store = openStore();
        await(store.createFolder(TARGET));
        FileName name = FileName.of("target");
        publish(store, NAME, BYTES);
        assertFailsWith(ErrorCode.NOT_FOUND, () -> await(store.stat(name)));
        assertFailsWith(ErrorCode.FAILED_PRECONDITION, () -> await(store.create(UploadSpec.of(name))));
        assertFailsWith(ErrorCode.FAILED_PRECONDITION, () -> await(store.delete(name, ANYTHING)));
        assertFailsWith(ErrorCode.FAILED_PRECONDITION, () -> await(store.copy(new CopySpec(NAME, name))));
    }

    @Test
    void createFolder_whoseNameIsTaken_fails() {
        S3FileStore store = openStore();
        put("some/folder/file", BYTES);
        put("console/", new byte[0]);
        for (String taken : List.of("", "some", "some/folder", "some/folder/file", "console")) {
            assertFailsWith(ErrorCode.ALREADY_EXISTS, () -> await(store.createFolder(new FolderName(taken))));
        }
    }

    @Test
    void createFolder_inNoFolder_fails() {
        S3FileStore store = openStore();
        put("file", BYTES);
        for (String folder : List.of("none/folder", "file/folder")) {
            assertFailsWith(ErrorCode.FAILED_PRECONDITION, () -> await(store.createFolder(new FolderName(folder))));
        }
        assertThat(names(store, FolderName.ROOT)).containsExactly("file");
    }

    @Test
    void createFolder_withTooLongAName_fails() {
        String segment = "s".repeat(250);
        String name = String.join("/", segment, segment, segment, segment);
        S3FileStore store = openStore();
        assertFailsWith(
                ErrorCode.INVALID_ARGUMENT,
                () -> await(store.createFolder(new FolderName(name + "/" + "s".repeat(10)))));
    }

    @Test
    void deleteFolder_thatIsEmpty_deletesTheMarker() {
        S3FileStore store = openStore();
        put("some/folder/", new byte[0]);
        put("some/other", BYTES);
        await(store.deleteFolder(FOLDER, false));
        assertNoSuchFolder(store, FOLDER);
        assertFailsWith(ErrorCode.NOT_FOUND, () -> await(store.deleteFolder(FOLDER, false)));
        assertFailsWith(ErrorCode.NOT_FOUND, () -> await(store.deleteFolder(FOLDER, true)));
        assertThat(names(store, new FolderName("some"))).containsExactly("other");
    }

    @Test
    void deleteFolder_thatIsNotEmpty_fails() {
        S3FileStore store = openStore();
        for (String key : List.of("file", ".hidden", "sub/", "sub/file", "back\\slash")) {
            put(FOLDER + key, key.endsWith("/") ? new byte[0] : BYTES);
            assertFailsWith(ErrorCode.FAILED_PRECONDITION, () -> await(store.deleteFolder(FOLDER, false)));
            if (!key.equals("sub/")) { // It remains below the next file.
                put(FOLDER.value() + "/", new byte[0]);
            }
            assertFailsWith(ErrorCode.FAILED_PRECONDITION, () -> await(store.deleteFolder(FOLDER, false)));
            assertThat(keysBelow(FOLDER)).contains(key);
            await(store.deleteFolder(FOLDER, true));
            assertNoSuchFolder(store, FOLDER);
        }
        assertFailsWith(ErrorCode.FAILED_PRECONDITION, () -> await(store.deleteFolder(FolderName.ROOT, false)));
        assertFailsWith(ErrorCode.FAILED_PRECONDITION, () -> await(store.deleteFolder(FolderName.ROOT, true)));
    }

    @Test
    void deleteFolder_whole_deletesEverythingInIt_andNothingElse() {
        S3FileStore store = openStore();
        for (String other : List.of("some/folder-b/file", "some/folder.txt", "some/folder0", "some/file")) {
            put(other, BYTES);
        }
        publish(store, FileName.of("some/folder/uploaded"), BYTES);
        IntStream.range(0, 20).forEach(i -> put("some/folder/sub/" + i, BYTES));
        put("some/folder/.hidden/file", BYTES);
        put("some/folder/ctrl\u0001", BYTES);
        put("some/folder/", new byte[0]);
        put("some/folder/sub/empty/", new byte[0]);
        await(store.deleteFolder(FOLDER, true));
        assertNoSuchFolder(store, FOLDER);
        assertThat(names(store, new FolderName("some")))
                .containsExactlyInAnyOrder("folder-b", "folder.txt", "folder0", "file");
        assertThat(keys()).contains(bucket().prefix() + ".chunkgate/format");
    }

    /** A listing in the bucket has at most 1000 objects. */
    @Test
    void deleteFolder_whole_ofManyObjects_deletesAll() {
        IntStream.range(0, Bucket.MOST_KEYS).parallel().forEach(i -> put(FOLDER + "back\\slash" + i, new byte[1]));
        put(FOLDER + "z", BYTES);
        S3FileStore store = openStore();
        await(store.deleteFolder(FOLDER, true));
        assertNoSuchFolder(store, FOLDER);
    }

    private void putTree() {
        put("some/folder/.hidden/file", BYTES);
        put("some/folder/back\\slash", BYTES);
        put("some/folder/empty/", new byte[0]);
        IntStream.range(0, 20).forEach(i -> put("some/folder/sub/" + i, TestData.bytes(i)));
        put("some/folder-b/file", BYTES);
    }

    private static Stream<String> treeOfNames() {
        return Stream.concat(
                Stream.of(".hidden/file", "empty/", "uploaded"),
                IntStream.range(0, 20).mapToObj(i -> "sub/" + i));
    }

    @Test
    void copyFolder_copiesAllNames() {
        S3FileStore store = openStore();
        putTree();
        FileInfo uploaded = publish(store, FileName.of("some/folder/uploaded"), BYTES);
        List<String> before = keysBelow(FOLDER);
        await(store.copyFolder(FOLDER, TARGET));
        assertThat(keysBelow(FOLDER)).isEqualTo(before);
        assertThat(keysBelow(TARGET))
                .containsExactlyInAnyOrderElementsOf(
                        Stream.concat(Stream.of(""), treeOfNames()).toList());
        assertThat(content(store, FileName.of("target/sub/17"))).isEqualTo(TestData.bytes(17));
        assertThat(await(store.stat(FileName.of("target/uploaded"))).sha256()).isEqualTo(uploaded.sha256());
        assertThat(names(store, new FolderName("target/empty"))).isEmpty();
    }

    @Test
    void moveFolder_movesAllNames_andLeavesOtherObjects() {
        S3FileStore store = openStore();
        putTree();
        FileInfo uploaded = publish(store, FileName.of("some/folder/uploaded"), BYTES);
        await(store.moveFolder(FOLDER, TARGET));
        assertThat(keysBelow(FOLDER)).containsExactly("back\\slash");
        assertThat(keysBelow(TARGET))
                .containsExactlyInAnyOrderElementsOf(
                        Stream.concat(Stream.of(""), treeOfNames()).toList());
        assertThat(content(store, FileName.of("target/sub/17"))).isEqualTo(TestData.bytes(17));
        assertThat(await(store.stat(FileName.of("target/uploaded"))).sha256()).isEqualTo(uploaded.sha256());

        await(store.moveFolder(TARGET, new FolderName("again")));
        assertNoSuchFolder(store, TARGET);
        assertThat(names(store, new FolderName("again"))).containsExactly("empty", "sub", "uploaded");
    }

    @Test
    void moveFolder_thatIsEmpty_movesTheMarker() {
        S3FileStore store = openStore();
        await(store.createFolder(TARGET));
        await(store.moveFolder(TARGET, new FolderName("again")));
        assertNoSuchFolder(store, TARGET);
        assertThat(names(store, new FolderName("again"))).isEmpty();
    }

    @Test
    void copyAndMoveOfFolders_whoseNamesDoNotFit_fail_andChangeNothing() {
        S3FileStore store = openStore();
        put("some/folder/file", BYTES);
        put("file", BYTES);
        put("empty/", new byte[0]);
        List<String> before = keys();
        assertTransferFails(store, ErrorCode.NOT_FOUND, "none", "target");
        assertTransferFails(store, ErrorCode.NOT_FOUND, "file", "target");
        assertTransferFails(store, ErrorCode.ALREADY_EXISTS, "some/folder", "file");
        assertTransferFails(store, ErrorCode.ALREADY_EXISTS, "some/folder", "empty");
        assertTransferFails(store, ErrorCode.ALREADY_EXISTS, "empty", "some/folder");
        assertTransferFails(store, ErrorCode.FAILED_PRECONDITION, "some/folder", "none/folder");
        assertTransferFails(store, ErrorCode.FAILED_PRECONDITION, "some/folder", "file/folder");
        assertTransferFails(store, ErrorCode.FAILED_PRECONDITION, "some/folder", "some/folder");
        assertTransferFails(store, ErrorCode.FAILED_PRECONDITION, "some", "some/folder/in");
        assertTransferFails(store, ErrorCode.FAILED_PRECONDITION, "some/folder", "some");
        assertTransferFails(store, ErrorCode.FAILED_PRECONDITION, "", "target");
        assertTransferFails(store, ErrorCode.FAILED_PRECONDITION, "some", "");
        assertThat(keys()).isEqualTo(before);
    }

    private static void assertTransferFails(S3FileStore store, ErrorCode code, String from, String to) {
        assertFailsWith(code, () -> await(store.copyFolder(new FolderName(from), new FolderName(to))));
        assertFailsWith(code, () -> await(store.moveFolder(new FolderName(from), new FolderName(to))));
    }

    @Test
    void copyFolder_withTooLongANameInIt_fails() {
        S3FileStore store = openStore();
        String segment = "s".repeat(250);
        put("a/" + String.join("/", segment, segment, segment) + "/file", BYTES);
        String target = "t".repeat(255);
        assertFailsWith(
                ErrorCode.INVALID_ARGUMENT, () -> await(store.copyFolder(new FolderName("a"), new FolderName(target))));
    }
}
