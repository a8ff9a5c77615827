package io.chunkgate.store.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.chunkgate.store.CopySpec;
import io.chunkgate.store.FileInfo;
import io.chunkgate.store.FileName;
import io.chunkgate.store.FileStore;
import io.chunkgate.store.FolderEntry;
import io.chunkgate.store.FolderName;
import io.chunkgate.store.LinkFollowingStore;
import io.chunkgate.store.ListQuery;
import io.chunkgate.store.PublishCondition;
import io.chunkgate.store.Sha256;
import io.chunkgate.store.StoredFile;
import io.chunkgate.store.Upload;
import io.chunkgate.store.UploadSpec;
import io.chunkgate.testkit.CheckedVertx;
import io.chunkgate.testkit.Need;
import io.chunkgate.testkit.Requires;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** While a local program puts a symbolic link in the place of a folder and back, nothing outside is read or changed. */
@Requires(Need.PYTHON)
@ExtendWith(CheckedVertx.class)
class LinkRaceTest {
    private static final int OPERATIONS = 3000;
    private static final String INSIDE = "inside";
    private static final String OUTSIDE = "outside!";
    private static final FileName FILE = FileName.of("shared/file");

    @TempDir
    Path root;

    @TempDir
    Path outside;

    /** Exchanges two names for ever; Java has no call for that. */
    private static final String EXCHANGE =
            """
            import ctypes, os, sys
            libc = ctypes.CDLL(None)
            first, second = map(os.fsencode, sys.argv[1:])
            while libc.renameat2(-100, first, -100, second, 2) == 0:
                pass
            """;

    private Process swapper;
    private FileStore store;

    @BeforeEach
    void open(Vertx vertx) throws IOException {
        Files.createDirectory(root.resolve("shared"));
        Files.writeString(root.resolve("shared/file"), INSIDE);
        Files.writeString(outside.resolve("file"), OUTSIDE);
        Files.createSymbolicLink(root.resolve("link"), outside);
        store = new LinkFollowingStore(await(LocalFileStore.open(vertx, root)));
        swapper = new ProcessBuilder(
                        "python3",
                        "-c",
                        EXCHANGE,
                        root.resolve("shared").toString(),
                        root.resolve("link").toString())
                .inheritIO()
                .start();
    }

    @AfterEach
    void close() {
        swapper.destroyForcibly();
        await(store.close());
    }

    @Test
    void download_neverReadsOutside() throws Exception {
        List<String> read = new ArrayList<>();
        for (int i = 0; i < OPERATIONS; i++) {
            attempt(store.open(FILE).compose(LinkRaceTest::content)).ifPresent(read::add);
        }
        stop();
        assertThat(read).isNotEmpty().containsOnly(INSIDE);
    }

    @Test
    void description_isNeverOfAFileOutside() throws Exception {
        List<Long> sizes = new ArrayList<>();
        for (int i = 0; i < OPERATIONS; i++) {
            attempt(store.stat(FILE)).map(FileInfo::size).ifPresent(sizes::add);
            attempt(store.list(new FolderName("shared"), ListQuery.first(10)))
                    .ifPresent(page -> page.entries().forEach(entry -> sizes.add(size(entry))));
        }
        stop();
        assertThat(sizes).isNotEmpty().containsOnly((long) INSIDE.length());
    }

    @Test
    void upload_isNeverPublishedOutside() throws Exception {
        int published = 0;
        for (int i = 0; i < OPERATIONS / 3; i++) {
            FileName name = FileName.of(i % 3 == 0 ? "shared/new" + i + "/file" : "shared/new" + i);
            PublishCondition condition =
                    i % 2 == 0 ? new PublishCondition.Anything() : new PublishCondition.MustBeNew();
            published += attempt(upload(UploadSpec.of(name, 1).withCondition(condition)))
                            .isPresent()
                    ? 1
                    : 0;
        }
        stop();
        assertThat(published).isPositive();
        try (Stream<Path> found = Files.list(outside)) {
            assertThat(found).containsExactly(outside.resolve("file"));
        }
    }

    @Test
    void deletion_neverDeletesOutside() throws Exception {
        int deleted = 0;
        for (int i = 0; i < OPERATIONS; i++) {
            deleted +=
                    attempt(store.delete(FILE, new PublishCondition.Anything()).map("deleted"))
                                    .isPresent()
                            ? 1
                            : 0;
            if (i % 4 == 0) {
                attempt(upload(UploadSpec.of(FILE, 1)));
            }
            assertThat(outside.resolve("file")).exists();
        }
        stop();
        assertThat(deleted).isPositive();
    }

    @Test
    void deletionOfAFolder_neverDeletesOutside() throws Exception {
        int deleted = 0;
        for (int i = 0; i < OPERATIONS / 3; i++) {
            attempt(upload(UploadSpec.of(FileName.of("shared/a/b/file"), 1)));
            deleted +=
                    attempt(store.deleteFolder(new FolderName("shared/a"), true).map("deleted"))
                                    .isPresent()
                            ? 1
                            : 0;
            attempt(store.deleteFolder(new FolderName("shared/link"), true));
        }
        stop();
        assertThat(deleted).isPositive();
        assertThat(outside.resolve("file")).exists();
    }

    @Test
    void copyAndMove_neverReadOrWriteOutside() throws Exception {
        FileName inside = FileName.of("copy");
        for (int i = 0; i < OPERATIONS / 3; i++) {
            attempt(store.copy(new CopySpec(FILE, inside)));
            attempt(store.move(new CopySpec(inside, FileName.of("shared/moved"))));
            attempt(store.move(new CopySpec(FILE, FileName.of("moved"))));
            attempt(store.move(new CopySpec(FileName.of("moved"), FILE)));
        }
        stop();
        try (Stream<Path> found = Files.list(outside)) {
            assertThat(found).containsExactly(outside.resolve("file"));
        }
        assertThat(outside.resolve("file")).hasContent(OUTSIDE);
        try (Stream<Path> found = Files.walk(root)) {
            assertThat(found.filter(Files::isRegularFile)
                            .filter(file -> !file.toString().contains(".chunkgate")))
                    .isNotEmpty()
                    .allSatisfy(file -> assertThat(file).hasContent(INSIDE));
        }
    }

    @Test
    void digest_isNeverComputedOrStoredOutside() throws Exception {
        List<String> digests = new ArrayList<>();
        for (int i = 0; i < OPERATIONS / 10; i++) {
            attempt(store.digest(FILE)).flatMap(FileInfo::sha256).ifPresent(digests::add);
        }
        stop();
        assertThat(digests).isNotEmpty().containsOnly(Sha256.hex(INSIDE.getBytes(UTF_8)));
        FileVersion version = FileVersion.of(outside.resolve("file"));
        assertThat(DigestAttribute.read(outside.resolve("file"), version)).isEmpty();
    }

    private Future<FileInfo> upload(UploadSpec spec) {
        return store.create(spec).compose(upload -> write(upload).eventually(upload::close));
    }

    private static Future<FileInfo> write(Upload upload) {
        return upload.write(0, Buffer.buffer("x"))
                .compose(end -> upload.commit(Optional.empty()))
                .onFailure(cause -> upload.discard());
    }

    private static Future<String> content(StoredFile file) {
        return file.content()
                .read(Buffer.buffer(), 0, 0, 100)
                .map(Buffer::toString)
                .eventually(file::close);
    }

    private static long size(FolderEntry entry) {
        return entry instanceof FolderEntry.File file ? file.info().size() : -1;
    }

    private void stop() throws InterruptedException {
        assertThat(swapper.isAlive()).isTrue();
        swapper.destroyForcibly().waitFor();
    }

    /** The result; empty for a failure, which is the other permitted outcome. */
    private static <T> Optional<T> attempt(Future<T> call) throws Exception {
        return call.map(Optional::of).otherwise(Optional.empty()).await(20, TimeUnit.SECONDS);
    }

    private static <T> T await(Future<T> call) {
        try {
            return call.await(20, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
