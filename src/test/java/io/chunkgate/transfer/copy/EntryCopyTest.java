package io.chunkgate.transfer.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.FileName;
import io.chunkgate.store.FileStore;
import io.chunkgate.store.FolderName;
import io.chunkgate.store.ForwardingFileStore;
import io.chunkgate.store.LinkFollowingStore;
import io.chunkgate.store.PublishCondition;
import io.chunkgate.store.StoreException;
import io.chunkgate.store.local.LocalFileStore;
import io.chunkgate.testkit.CheckedVertx;
import io.chunkgate.testkit.TestData;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is replaced stays until the new entry is there. */
@ExtendWith(CheckedVertx.class)
class EntryCopyTest {
    private static final PublishCondition ANY = new PublishCondition.Anything();

    @TempDir
    private Path root;

    private FileStore local;
    private FileStore store;

    @BeforeEach
    void open(Vertx vertx) {
        local = await(LocalFileStore.open(vertx, root));
        store = new LinkFollowingStore(local);
        TestData.file(root.resolve("a/x"), 10);
        TestData.file(root.resolve("b/y"), 20);
        TestData.file(root.resolve("file"), 30);
    }

    @AfterEach
    void close() {
        await(local.close());
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "file"})
    void onItself_isRefused_andLosesNothing(String name) {
        assertFails(ErrorCode.FAILED_PRECONDITION, move(name, name).run(store, ANY));

        assertThat(root.resolve("a/x")).hasSize(10);
        assertThat(root.resolve("file")).hasSize(30);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void folder_overTheSameFolderByALink_losesNothing(boolean isMove) throws IOException {
        Files.createSymbolicLink(root.resolve("link"), Path.of("a"));

        await(new EntryCopy(name("link"), name("a"), isMove, Overwrite.EVERYTHING, false).run(store, ANY));

        assertThat(root.resolve("a/x")).hasSize(10);
        assertThat(entries()).containsExactlyInAnyOrder("a", "b", "file", "link");
    }

    @Test
    void fileWithAnotherTag_overFolder_isRefused_andTheFolderStays() throws IOException {
        PublishCondition other = new PublishCondition.MustMatch(Set.of("\"other\""));

        assertFails(ErrorCode.FAILED_PRECONDITION, move("file", "b").run(store, other));

        assertThat(root.resolve("b/y")).hasSize(20);
        assertThat(root.resolve("file")).hasSize(30);
        assertThat(entries()).containsExactlyInAnyOrder("a", "b", "file");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void targetThatCannotBeDeleted_stays_andSoDoesTheSource(boolean isMove) throws IOException {
        FileStore refusing = new RefusingStore(store);

        assertFails(
                ErrorCode.PERMISSION_DENIED,
                new EntryCopy(name("a"), name("b"), isMove, Overwrite.EVERYTHING, false).run(refusing, ANY));

        assertThat(root.resolve("a/x")).hasSize(10);
        assertThat(root.resolve("b/y")).hasSize(20);
        assertThat(entries()).containsExactlyInAnyOrder("a", "b", "file");
    }

    @Test
    void folder_overFile_andOverFolder_replacesIt() throws IOException {
        await(move("a", "b").run(store, ANY));
        await(move("b", "file").run(store, ANY));

        assertThat(root.resolve("file/x")).hasSize(10);
        assertThat(entries()).containsExactly("file");
    }

    /** Denies to delete the folder b. */
    private static final class RefusingStore extends ForwardingFileStore {
        RefusingStore(FileStore store) {
            super(store);
        }

        @Override
        public Future<Void> deleteFolder(FolderName folder, boolean whole) {
            return folder.value().equals("b")
                    ? Future.failedFuture(new StoreException(ErrorCode.PERMISSION_DENIED, "denied"))
                    : super.deleteFolder(folder, whole);
        }
    }

    private static EntryCopy move(String from, String to) {
        return new EntryCopy(name(from), name(to), true, Overwrite.EVERYTHING, false);
    }

    private static FileName name(String text) {
        return FileName.of(text);
    }

    private Stream<String> entries() throws IOException {
        try (Stream<Path> found = Files.list(root)) {
            return found
                    .map(path -> path.getFileName().toString())
                    .filter(entry -> !entry.startsWith("."))
                    .toList()
                    .stream();
        }
    }

    private static void assertFails(ErrorCode code, Future<?> result) {
        assertThatThrownBy(() -> await(result)).isInstanceOfSatisfying(StoreException.class, e -> assertThat(e.code())
                .isEqualTo(code));
    }

    private static <T> T await(Future<T> result) {
        try {
            return result.await(20, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError(e);
        }
    }
}
