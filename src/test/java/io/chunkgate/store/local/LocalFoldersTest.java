package io.chunkgate.store.local;

import static io.chunkgate.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.chunkgate.store.CopySpec;
import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.FileInfo;
import io.chunkgate.store.FileName;
import io.chunkgate.store.FileStore;
import io.chunkgate.store.FolderName;
import io.chunkgate.store.LinkFollowingStore;
import io.chunkgate.testkit.Command;
import io.chunkgate.testkit.TestData;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LocalFoldersTest extends UploadsTestBase {
    private static final FolderName FROM = new FolderName("from");
    private static final FolderName TO = new FolderName("to");

    @Test
    void deletedFolder_withLinks_leavesTheirTargets(@TempDir Path outside, Vertx vertx) throws IOException {
        TestData.file(outside.resolve("secret"), 10);
        TestData.file(root.resolve("from/deep/file"), 10);
        TestData.file(root.resolve("beside/file"), 10);
        Files.createSymbolicLink(root.resolve("from/deep/out"), outside);
        Files.createSymbolicLink(root.resolve("from/beside"), root.resolve("beside"));
        Files.createSymbolicLink(root.resolve("from/own"), root.resolve(".chunkgate"));
        Files.createSymbolicLink(root.resolve("from/nowhere"), root.resolve("missing"));
        FileStore store = open(vertx, SETTINGS);
        await(store.deleteFolder(FROM, true));
        assertThat(root.resolve("from")).doesNotExist();
        assertThat(outside.resolve("secret")).hasSize(10);
        assertThat(root.resolve("beside/file")).hasSize(10);
        assertThat(root.resolve(".chunkgate/uploads")).isDirectory();
        await(store.close());
    }

    @Test
    void deletedFolder_mayHaveEntriesThatNoNameLeadsTo(Vertx vertx) {
        Command.bash(
                        "mkdir -p \"$1/$(printf 'not\\377utf8')/deep\" && cd \"$1\" && mkfifo pipe && touch 'back\\slash'"
                                + " \"$(printf 'not\\377utf8')/deep/$(printf 'new\\nline')\"",
                        root.resolve("from"))
                .run()
                .succeeded();
        FileStore store = open(vertx, SETTINGS);
        await(store.deleteFolder(FROM, true));
        assertThat(root.resolve("from")).doesNotExist();
        await(store.close());
    }

    @Test
    void linkToAFolder_isRefusedUnlessTheCallerFollowsIt(@TempDir Path outside, Vertx vertx) throws IOException {
        TestData.file(root.resolve("real/file"), 10);
        TestData.file(outside.resolve("secret"), 10);
        Files.createSymbolicLink(root.resolve("from"), root.resolve("real"));
        Files.createSymbolicLink(root.resolve("out"), outside);
        Files.createSymbolicLink(root.resolve("own"), root.resolve(".chunkgate"));
        FileStore store = open(vertx, SETTINGS);
        assertFailsWith(ErrorCode.FAILED_PRECONDITION, store.deleteFolder(FROM, true));
        assertFailsWith(ErrorCode.FAILED_PRECONDITION, store.moveFolder(FROM, TO));
        assertFailsWith(ErrorCode.FAILED_PRECONDITION, store.copyFolder(FROM, TO));
        assertFailsWith(ErrorCode.ALREADY_EXISTS, store.createFolder(FROM));
        FileStore following = new LinkFollowingStore(store);
        for (String foreign : new String[] {"out", "own", "own/uploads"}) {
            FolderName folder = new FolderName(foreign);
            assertFailsWith(ErrorCode.PERMISSION_DENIED, following.deleteFolder(folder, true));
            assertFailsWith(ErrorCode.PERMISSION_DENIED, following.moveFolder(folder, TO));
            assertFailsWith(ErrorCode.PERMISSION_DENIED, following.copyFolder(folder, TO));
            assertFailsWith(ErrorCode.PERMISSION_DENIED, following.createFolder(new FolderName(foreign + "/new")));
        }
        assertThat(outside.resolve("secret")).hasSize(10);
        await(following.moveFolder(FROM, TO));
        assertThat(root.resolve("to/file")).hasSize(10);
        assertThat(Files.exists(root.resolve("real"))).isFalse();
        await(store.close());
    }

    @Test
    void copiedFolder_leavesLinksAndPipesOut(Vertx vertx) throws IOException {
        TestData.file(root.resolve("from/file"), 10);
        Files.createSymbolicLink(root.resolve("from/link"), root.resolve("from/file"));
        Command.of("mkfifo", root.resolve("from/pipe")).run().succeeded();
        FileStore store = open(vertx, SETTINGS);
        await(store.copyFolder(FROM, TO));
        assertThat(list(root.resolve("to"))).containsExactly("file");
        await(store.close());
    }

    @ParameterizedTest
    @ValueSource(strings = {"not\\377utf8", "back\\\\slash", "new\\nline"})
    void copyOfAFolder_withAFileThatNoNameLeadsTo_isRefused(String name, Vertx vertx) {
        Command.bash("mkdir $1 && touch \"$1/$(printf \"$2\")\"", root.resolve("from"), name)
                .run()
                .succeeded();
        FileStore store = open(vertx, SETTINGS);
        assertFailsWith(ErrorCode.INVALID_ARGUMENT, store.copyFolder(FROM, TO));
        await(store.moveFolder(FROM, new FolderName("moved")));
        assertThat(list(root.resolve("moved"))).hasSize(1);
        await(store.close());
    }

    @Test
    void movedFolder_hasTheComputedDigestsOfItsFiles(Vertx vertx) {
        TestData.file(root.resolve("from/deep/file"), 1000);
        FileStore store = open(vertx, SETTINGS);
        FileInfo before = await(store.digest(FileName.of("from/deep/file")));
        eventually(
                () -> "no digest",
                () -> { // That of a busy machine may not be valid.
                    await(store.digest(FileName.of("from/deep/file")));
                    return await(store.stat(FileName.of("from/deep/file"))).equals(before);
                });
        await(store.moveFolder(FROM, TO));
        FileName moved = FileName.of("to/deep/file");
        assertThat(await(store.stat(moved))).isEqualTo(before.withName(moved));
        assertFailsWith(ErrorCode.NOT_FOUND, store.open(FileName.of("from/deep/file")));
        await(store.close());
    }

    @Test
    void moveOfAFolder_toALinkThatLeadsNowhere_isRefused(Vertx vertx) throws IOException {
        Files.createDirectory(root.resolve("from"));
        Files.createSymbolicLink(root.resolve("to"), root.resolve("missing"));
        FileStore store = open(vertx, SETTINGS);
        assertFailsWith(ErrorCode.ALREADY_EXISTS, store.moveFolder(FROM, TO));
        assertThat(Files.exists(root.resolve("to"), LinkOption.NOFOLLOW_LINKS)).isTrue();
        await(store.close());
    }

    @Test
    void foldersWithManyFiles_areCopiedAndDeletedWhole(Vertx vertx) {
        for (int i = 0; i < 300; i++) {
            TestData.file(root.resolve("from/" + i % 3 + "/" + i), i);
        }
        FileStore store = open(vertx, SETTINGS.withDisk(channel -> {}));
        await(store.copyFolder(FROM, TO));
        await(store.deleteFolder(FROM, true));
        for (int i = 0; i < 300; i++) {
            assertThat(root.resolve("to/" + i % 3 + "/" + i)).hasSize(i);
        }
        assertThat(list(uploads())).isEmpty();
        await(store.close());
    }

    @Test
    void changedFolders_areSyncedIntoThoseThatTheyAreIn(Vertx vertx) throws IOException {
        FolderDisk disk = new FolderDisk();
        FileStore store = open(vertx, SETTINGS.withDisk(disk));
        Path folder = root.toRealPath();
        disk.synced.clear();
        assertThat(synced(disk, store.createFolder(FROM))).containsExactly(folder);
        assertThat(synced(disk, store.createFolder(new FolderName("from/a")))).containsExactly(folder.resolve("from"));
        assertThat(synced(disk, store.moveFolder(new FolderName("from/a"), TO)))
                .containsExactly(folder, folder.resolve("from"));
        assertThat(synced(disk, store.copyFolder(TO, new FolderName("copy")))).containsExactly(folder);
        assertThat(synced(disk, store.deleteFolder(FROM, false))).containsExactly(folder);
        assertThat(synced(disk, store.deleteFolder(TO, true))).containsExactly(folder);
        await(store.close());
    }

    private static List<Path> synced(FolderDisk disk, Future<Void> change) {
        await(change);
        List<Path> synced = List.copyOf(disk.synced);
        disk.synced.clear();
        return synced;
    }

    @Test
    void changeOfAFolder_thatCannotBeSynced_isVisible(Vertx vertx) throws IOException {
        FolderDisk disk = new FolderDisk();
        FileStore store = open(vertx, SETTINGS.withDisk(disk));
        disk.broken = Optional.of(root.toRealPath());
        assertFailsWith(ErrorCode.UNKNOWN_DURABILITY, store.createFolder(FROM));
        assertThat(root.resolve("from")).isDirectory();
        assertFailsWith(ErrorCode.UNKNOWN_DURABILITY, store.moveFolder(FROM, TO));
        assertThat(root.resolve("to")).isDirectory();
        assertThat(root.resolve("from")).doesNotExist();
        assertFailsWith(ErrorCode.UNKNOWN_DURABILITY, store.deleteFolder(TO, false));
        assertThat(root.resolve("to")).doesNotExist();
        await(store.close());
    }

    @Test
    void store_whoseRootIsGone_isUnavailable(Vertx vertx, @TempDir Path elsewhere) throws IOException {
        TestData.file(root.resolve("from/file"), 10);
        FileStore store = open(vertx, SETTINGS);
        Path moved = elsewhere.resolve("root");
        Files.move(root, moved);
        try {
            CopySpec spec = new CopySpec(FileName.of("from/file"), FileName.of("to/file"));
            assertFailsWith(ErrorCode.UNAVAILABLE, store.copy(spec));
            assertFailsWith(ErrorCode.UNAVAILABLE, store.move(spec));
            assertFailsWith(ErrorCode.UNAVAILABLE, store.createFolder(TO));
            assertFailsWith(ErrorCode.UNAVAILABLE, store.deleteFolder(FROM, true));
            assertFailsWith(ErrorCode.UNAVAILABLE, store.copyFolder(FROM, TO));
            assertFailsWith(ErrorCode.UNAVAILABLE, store.moveFolder(FROM, TO));
        } finally {
            Files.move(moved, root);
        }
        assertThat(root.resolve("from/file")).hasSize(10);
        await(store.close());
    }
}
