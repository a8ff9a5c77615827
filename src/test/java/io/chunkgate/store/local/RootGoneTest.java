package io.chunkgate.store.local;

import static io.chunkgate.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.FileName;
import io.chunkgate.store.FileStore;
import io.chunkgate.store.FolderName;
import io.chunkgate.store.LinkFollowingStore;
import io.chunkgate.store.ListQuery;
import io.chunkgate.store.PublishCondition;
import io.chunkgate.store.StoreHealth;
import io.chunkgate.store.StoredFile;
import io.chunkgate.store.Upload;
import io.chunkgate.store.UploadId;
import io.chunkgate.store.UploadSpec;
import io.chunkgate.testkit.Command;
import io.chunkgate.testkit.ErrorLog;
import io.chunkgate.testkit.Mounts;
import io.chunkgate.testkit.Need;
import io.chunkgate.testkit.Requires;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** While the root is not where it was, nothing is said of its files, and nothing is written to what is there instead. */
@Requires(Need.MOUNT)
class RootGoneTest extends UploadsTestBase {
    private static final FileName FILE = FileName.of("folder/small.txt");
    private static final FileName MISSING = FileName.of("missing.txt");

    private final Mounts mounts = new Mounts();
    private final ErrorLog log = ErrorLog.open();
    private Path disk;
    private Path served;
    private FileStore store;
    private UploadId unfinished;

    @BeforeEach
    void open(Vertx vertx) throws IOException {
        disk = mounts.disk(root.resolve("disk"), 4 * MIB, 500);
        served = mounts.bind(disk, root.resolve("mnt/served"));
        Files.createDirectory(served.resolve("folder"));
        Files.writeString(served.resolve("folder/small.txt"), "small");
        Files.createSymbolicLink(served.resolve("link"), Path.of("folder/small.txt"));
        store = new LinkFollowingStore(await(LocalFileStore.open(vertx, served, SETTINGS.withMinFreeSpace(0))));
        Upload upload = begin(store, new byte[10]);
        unfinished = upload.id();
        await(upload.close());
        await(await(store.open(FILE)).close()); // Cached from now on.
    }

    @AfterEach
    void close() {
        await(store.close());
        mounts.close();
        log.close();
    }

    /** A way to take the root away, and back. */
    private record Way(String name, Change away, Change back) {
        @Override
        public String toString() {
            return name;
        }
    }

    private interface Change {
        void apply(RootGoneTest test) throws IOException;
    }

    private static Stream<Way> ways() {
        return Stream.of(
                new Way(
                        "unmounted",
                        test -> test.mounts.unmount(test.served),
                        test -> test.mounts.bind(test.disk, test.served)),
                new Way(
                        "covered by an empty disk",
                        test -> test.mounts.disk(test.served, MIB, 100),
                        test -> test.mounts.unmount(test.served)),
                new Way(
                        "covered by a copy of the files",
                        test -> {
                            test.mounts.disk(test.served, MIB, 100);
                            Files.createDirectory(test.served.resolve("folder"));
                            Files.writeString(test.served.resolve("folder/small.txt"), "small");
                        },
                        test -> test.mounts.unmount(test.served)),
                new Way("renamed", RootGoneTest::rename, RootGoneTest::renameBack),
                new Way(
                        "renamed, with another folder in its place",
                        test -> {
                            test.rename();
                            Files.createDirectories(test.served);
                        },
                        test -> {
                            Files.delete(test.served);
                            test.renameBack();
                        }),
                new Way(
                        "renamed, with a link in its place",
                        test -> {
                            test.rename();
                            Files.createSymbolicLink(test.served, test.root.resolve("moved/served"));
                        },
                        test -> {
                            Files.delete(test.served);
                            test.renameBack();
                        }));
    }

    private void rename() throws IOException {
        Files.move(root.resolve("mnt"), root.resolve("moved"));
        Files.createDirectory(root.resolve("mnt"));
    }

    private void renameBack() throws IOException {
        Files.delete(root.resolve("mnt"));
        Files.move(root.resolve("moved"), root.resolve("mnt"));
    }

    @ParameterizedTest
    @MethodSource("ways")
    void rootThatIsGone_isUnavailable_untilItIsBack(Way way) throws IOException {
        StoredFile open = await(store.open(FILE));
        way.away.apply(this);
        List<String> before = Files.exists(served) && !way.name.contains("link") ? list(served) : List.of();
        operations().forEach(operation -> assertFailsWith(ErrorCode.UNAVAILABLE, operation.get()));
        if (!way.name.contains("link")) { // A cached file is served while its path leads to it.
            assertFailsWith(ErrorCode.UNAVAILABLE, store.open(FILE));
        }
        assertThat(await(store.health())).isEqualTo(StoreHealth.ROOT_GONE);
        assertThat(content(open)).isEqualTo("small");
        await(open.close());
        if (!before.isEmpty()) {
            assertThat(list(served)).containsExactlyInAnyOrderElementsOf(before);
        }
        way.back.apply(this);
        awaitReturn();
        assertThat(names()).containsExactly("folder", "link");
        assertFailsWith(ErrorCode.NOT_FOUND, store.stat(MISSING));
        Upload resumed = await(store.resume(unfinished));
        assertThat(resumed.offset()).isEqualTo(10);
        await(resumed.commit());
        await(resumed.close());
        assertThat(served.resolve("folder/file.bin")).hasSize(10);
        assertThat(log.errors()).singleElement().asString().contains("is gone");
        assertThat(log.warnings()).singleElement().asString().contains("is back");
    }

    private Stream<Supplier<Future<?>>> operations() {
        return Stream.of(
                () -> store.stat(FILE),
                () -> store.stat(MISSING),
                () -> store.stat(FileName.of("link")),
                () -> store.open(MISSING),
                () -> store.digest(FILE),
                () -> store.list(FolderName.ROOT, ListQuery.first(10)),
                () -> store.list(new FolderName("folder"), ListQuery.first(10)),
                () -> store.create(UploadSpec.of(MISSING)),
                () -> store.create(UploadSpec.of(MISSING).asResumable()),
                () -> store.resume(unfinished),
                () -> store.upload(unfinished),
                () -> store.upload(NAME),
                () -> store.uploads(spec -> true),
                () -> store.discard(unfinished),
                () -> store.follow(unfinished),
                () -> store.follow(FILE),
                () -> store.delete(FILE, new PublishCondition.Anything()));
    }

    @Test
    void openUpload_isNotPublishedElsewhere_andContinuesWhenTheRootIsBack() throws IOException {
        Upload upload = await(store.resume(unfinished));
        mounts.unmount(served);
        assertFailsWith(ErrorCode.UNAVAILABLE, upload.commit());
        assertFailsWith(ErrorCode.UNAVAILABLE, upload.write(10, Buffer.buffer(new byte[10])));
        assertThat(list(served)).isEmpty();
        mounts.bind(disk, served);
        awaitReturn();
        await(upload.write(10, Buffer.buffer(new byte[10])));
        await(upload.commit());
        await(upload.close());
        assertThat(served.resolve("folder/file.bin")).hasSize(20);
    }

    @Test
    void copyOfTheDisk_isTheStoreByItsId_andContinuesUploadsFromWhatItHas() throws IOException {
        Path copy = mounts.disk(root.resolve("copy"), 4 * MIB, 500);
        Command.of("cp", "-a", disk + "/.", copy).run().succeeded();
        Upload upload = await(store.resume(unfinished));
        await(upload.write(10, Buffer.buffer(new byte[10])));
        mounts.unmount(served);
        assertFailsWith(ErrorCode.UNAVAILABLE, store.stat(FILE));
        mounts.bind(copy, served);
        awaitReturn();
        assertFailsWith(ErrorCode.UNAVAILABLE, upload.write(20, Buffer.buffer(new byte[10])));
        assertFailsWith(ErrorCode.UNAVAILABLE, upload.commit());
        await(upload.close());
        Upload resumed = await(store.resume(unfinished));
        assertThat(resumed.offset()).isEqualTo(10);
        await(resumed.commit());
        await(resumed.close());
        assertThat(served.resolve("folder/file.bin")).hasSize(10);
    }

    @Test
    void anotherDisk_staysUnavailable() throws IOException {
        mounts.unmount(served);
        assertFailsWith(ErrorCode.UNAVAILABLE, store.stat(FILE));
        Path other = mounts.disk(root.resolve("other"), MIB, 100);
        Files.createDirectory(other.resolve(".chunkgate"));
        Files.writeString(other.resolve(".chunkgate/id"), "00000000000000000000000000000000\n");
        mounts.bind(other, served);
        assertThat(await(store.health())).isEqualTo(StoreHealth.ROOT_GONE);
        assertThat(list(served)).containsExactly(".chunkgate");
        mounts.unmount(served);
        mounts.bind(disk, served);
        awaitReturn();
    }

    @Test
    void folderWithoutTheConfiguredId_isNotOpened_andNotChanged(Vertx vertx) throws IOException {
        String id = Files.readString(served.resolve(".chunkgate/id")).strip();
        await(await(LocalFileStore.open(vertx, disk, id, SETTINGS)).close());
        Path empty = Files.createDirectory(root.resolve("empty"));
        assertFailsWith(ErrorCode.FAILED_PRECONDITION, LocalFileStore.open(vertx, empty, id, SETTINGS));
        assertFailsWith(ErrorCode.FAILED_PRECONDITION, LocalFileStore.open(vertx, root.resolve("none"), id, SETTINGS));
        assertThat(empty).isEmptyDirectory();
        assertThat(root.resolve("none")).doesNotExist();
    }

    @Test
    void deletedFolderOfUploads_isCreatedAgain_withTheSameId() throws IOException {
        String id = Files.readString(served.resolve(".chunkgate/id"));
        Command.of("rm", "-r", served.resolve(".chunkgate")).run().succeeded();
        Upload upload = await(store.create(UploadSpec.of(NAME)));
        await(upload.write(0, Buffer.buffer(new byte[10])));
        await(upload.commit());
        await(upload.close());
        assertThat(served.resolve("folder/file.bin")).hasSize(10);
        assertThat(served.resolve(".chunkgate/id")).hasContent(id);
        assertThat(await(store.stat(FILE)).size()).isEqualTo(5);
        assertThat(log.warnings()).singleElement().asString().contains("was deleted or replaced");
    }

    @Test
    void diskThatCannotBeWritten_isPresent() {
        assertThat(await(store.health())).isEqualTo(StoreHealth.OK);
        mounts.remount(served, "ro,bind");
        assertThat(await(store.health())).isEqualTo(new StoreHealth(true, false));
        mounts.remount(served, "rw,bind");
        assertThat(await(store.health())).isEqualTo(StoreHealth.OK);
    }

    @Test
    void diskWithoutFreeInodes_isNotWritable() throws IOException {
        for (int i = 0; await(store.health()).isWritable(); i++) {
            Files.createFile(served.resolve("file" + i));
        }
        assertThat(await(store.health())).isEqualTo(new StoreHealth(true, false));
    }

    private void awaitReturn() {
        eventually(() -> "unavailable", () -> await(store.health()).isPresent());
    }

    private List<String> names() {
        return await(store.list(FolderName.ROOT, ListQuery.first(10))).entries().stream()
                .map(entry -> entry.name())
                .toList();
    }

    private static String content(StoredFile file) {
        Buffer content = Buffer.buffer();
        await(file.content().read(content, 0, 0, (int) file.info().size()));
        return content.toString();
    }
}
