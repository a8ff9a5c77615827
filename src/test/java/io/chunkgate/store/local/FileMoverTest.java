package io.chunkgate.store.local;

import static io.chunkgate.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.chunkgate.store.CopySpec;
import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.FileInfo;
import io.chunkgate.store.FileName;
import io.chunkgate.store.FileStore;
import io.chunkgate.store.LinkFollowingStore;
import io.chunkgate.store.PublishCondition;
import io.chunkgate.store.Sha256;
import io.chunkgate.store.StoredFile;
import io.chunkgate.testkit.FileReads;
import io.chunkgate.testkit.TestData;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FileMoverTest extends UploadsTestBase {
    private static final FileName FROM = FileName.of("from/file");
    private static final FileName TO = FileName.of("to/file");

    static Stream<PublishCondition> conditions() {
        return Stream.of(new PublishCondition.Anything(), new PublishCondition.MustBeNew());
    }

    private static CopySpec move(PublishCondition target) {
        return new CopySpec(FROM, TO, new PublishCondition.Anything(), target);
    }

    /** A digest that a busy machine takes long to store is not valid: then this is tried again. */
    @ParameterizedTest
    @MethodSource("conditions")
    void computedDigest_andTagOfAFilePutThereByHand_stay(PublishCondition condition, Vertx vertx) {
        byte[] bytes = TestData.file(root.resolve("from/file"), 1000);
        FileStore store = open(vertx, SETTINGS);
        FileInfo before = await(store.digest(FROM));
        assertThat(before.sha256()).contains(Sha256.hex(bytes));
        eventually(() -> "no digest", () -> {
            await(store.digest(FROM));
            boolean isStored = await(store.stat(FROM)).equals(before);
            FileInfo moved = await(store.move(move(condition)));
            assertThat(moved.etag()).isEqualTo(before.etag());
            if (isStored) {
                assertThat(moved).isEqualTo(before.withName(TO));
            }
            boolean isStillStored = await(store.stat(TO)).equals(before.withName(TO));
            await(store.move(new CopySpec(TO, FROM)));
            return isStored && isStillStored;
        });
        await(store.close());
    }

    @Test
    void digestThatWasInvalid_isNotStoredAgain(Vertx vertx) throws IOException {
        TestData.file(root.resolve("from/file"), 1000);
        FileStore store = open(vertx, SETTINGS);
        await(store.digest(FROM));
        Files.write(root.resolve("from/file"), new byte[999]);
        assertThat(await(store.move(new CopySpec(FROM, TO))).sha256()).isEmpty();
        assertThat(await(store.stat(TO)).sha256()).isEmpty();
        await(store.close());
    }

    @Test
    void openFile_isReadToTheEnd(Vertx vertx) {
        byte[] bytes = TestData.file(root.resolve("from/file"), 100_000);
        FileStore store = open(vertx, SETTINGS);
        StoredFile file = await(store.open(FROM));
        await(store.move(new CopySpec(FROM, TO)));
        assertThat(await(FileReads.read(file, 0, 100_001)).getBytes()).isEqualTo(bytes);
        await(file.verify());
        await(file.close());
        await(store.close());
    }

    @ParameterizedTest
    @MethodSource("conditions")
    void linkAtTheEnd_isMovedItself(PublishCondition condition, Vertx vertx) throws IOException {
        TestData.file(root.resolve("real"), 10);
        Files.createDirectory(root.resolve("from"));
        Files.createSymbolicLink(root.resolve("from/file"), root.resolve("real"));
        FileStore store = new LinkFollowingStore(open(vertx, SETTINGS));
        await(store.move(move(condition)));
        assertThat(root.resolve("to/file")).isSymbolicLink();
        assertThat(Files.exists(root.resolve("from/file"), LinkOption.NOFOLLOW_LINKS))
                .isFalse();
        assertThat(root.resolve("real")).hasSize(10);
        await(store.close());
    }

    @Test
    void linksInFolders_areFollowedByTheCallerOnly(Vertx vertx) throws IOException {
        TestData.file(root.resolve("from/file"), 10);
        Files.createDirectory(root.resolve("real"));
        Files.createSymbolicLink(root.resolve("to"), root.resolve("real"));
        FileStore store = open(vertx, SETTINGS);
        assertFailsWith(ErrorCode.FAILED_PRECONDITION, store.move(new CopySpec(FROM, TO)));
        assertThat(await(new LinkFollowingStore(store).move(new CopySpec(FROM, TO)))
                        .name())
                .isEqualTo(FileName.of("real/file"));
        assertThat(root.resolve("real/file")).hasSize(10);
        await(store.close());
    }

    /** As after a crash between the link and the deletion. */
    @Test
    void secondNameOfTheSameFile_isReplaced_andTheFirstDeleted(Vertx vertx) throws IOException {
        TestData.file(root.resolve("from/file"), 10);
        Files.createDirectory(root.resolve("to"));
        Files.createLink(root.resolve("to/file"), root.resolve("from/file"));
        FileStore store = open(vertx, SETTINGS);
        await(store.move(new CopySpec(FROM, TO)));
        assertThat(root.resolve("to/file")).hasSize(10);
        assertThat(root.resolve("from/file")).doesNotExist();
        await(store.close());
    }

    @Test
    void movesToOneNewName_atOnce_succeedOnlyOnce(Vertx vertx) {
        FileStore store = open(vertx, SETTINGS);
        List<Future<FileInfo>> moves = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            TestData.file(root.resolve("from/" + i), 10);
            moves.add(store.move(new CopySpec(
                    FileName.of("from/" + i), TO, new PublishCondition.Anything(), new PublishCondition.MustBeNew())));
        }
        for (Future<FileInfo> move : moves) {
            await(move.otherwiseEmpty());
        }
        assertThat(moves.stream().filter(Future::succeeded)).hasSize(1);
        assertThat(list(root.resolve("from"))).hasSize(19);
        await(store.close());
    }

    @Test
    void movesInBothDirections_atOnce_doNotWaitForEachOther(Vertx vertx) {
        FileStore store = open(vertx, SETTINGS);
        TestData.file(root.resolve("from/file"), 10);
        List<Future<FileInfo>> moves = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            moves.add(store.move(i % 2 == 0 ? new CopySpec(FROM, TO) : new CopySpec(TO, FROM)));
        }
        for (Future<FileInfo> move : moves) {
            await(move.otherwiseEmpty());
        }
        assertThat(Stream.of("from/file", "to/file").filter(name -> Files.exists(root.resolve(name))))
                .hasSize(1);
        await(store.close());
    }

    @Test
    void moveBetweenNamesOfOneLock_succeeds(Vertx vertx) {
        FileName other = IntStream.range(0, 10_000)
                .mapToObj(i -> FileName.of("to/" + i))
                .filter(name -> NameLocks.index(name) == NameLocks.index(FROM))
                .findFirst()
                .orElseThrow();
        TestData.file(root.resolve("from/file"), 10);
        FileStore store = open(vertx, SETTINGS);
        await(store.move(new CopySpec(FROM, other)));
        assertThat(root.resolve(other.value())).hasSize(10);
        await(store.close());
    }

    @ParameterizedTest
    @MethodSource("conditions")
    void bothFolders_areSynced_theNewNameFirst(PublishCondition condition, Vertx vertx) throws IOException {
        FolderDisk disk = new FolderDisk();
        FileStore store = open(vertx, SETTINGS.withDisk(disk));
        TestData.file(root.resolve("from/file"), 10);
        Path folder = root.toRealPath();
        disk.synced.clear();
        await(store.move(move(condition)));
        assertThat(disk.synced).containsExactly(folder, folder.resolve("to"), folder.resolve("from"));

        disk.synced.clear();
        await(store.move(new CopySpec(TO, FileName.of("to/other"))));
        assertThat(disk.synced).containsExactly(folder.resolve("to"));
        await(store.close());
    }

    @Test
    void movedFile_whoseFolderCannotBeSynced_isMoved(Vertx vertx) throws IOException {
        FolderDisk disk = new FolderDisk();
        FileStore store = open(vertx, SETTINGS.withDisk(disk));
        for (String broken : new String[] {"from", "to"}) {
            TestData.file(root.resolve("from/file"), 10);
            disk.broken = Optional.of(root.toRealPath().resolve(broken));
            assertFailsWith(ErrorCode.UNKNOWN_DURABILITY, store.move(new CopySpec(FROM, TO)));
            assertThat(root.resolve("to/file")).hasSize(10);
            assertThat(root.resolve("from/file")).doesNotExist();
        }
        await(store.close());
    }
}
