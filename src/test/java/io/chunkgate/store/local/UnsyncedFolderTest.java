package io.chunkgate.store.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.FileName;
import io.chunkgate.store.FileStore;
import io.chunkgate.store.PublishCondition;
import io.chunkgate.store.StoredFile;
import io.chunkgate.store.Upload;
import io.chunkgate.store.UploadInfo;
import io.chunkgate.store.UploadSpec;
import io.chunkgate.store.UploadState;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The disk fails after a change is visible: it cannot be taken back, and nobody is told that it failed or is durable. */
class UnsyncedFolderTest extends UploadsTestBase {
    private final FolderDisk disk = new FolderDisk();

    static Stream<PublishCondition> conditions() {
        return Stream.of(
                new PublishCondition.Anything(),
                new PublishCondition.MustBeNew(),
                new PublishCondition.RenameOnConflict());
    }

    @ParameterizedTest
    @MethodSource("conditions")
    void publishedFile_whoseFolderCannotBeSynced_staysPublished(PublishCondition condition, Vertx vertx)
            throws Exception {
        FileStore store = open(vertx, SETTINGS.withDisk(disk));
        Upload upload = await(store.create(UploadSpec.of(NAME).asResumable().withCondition(condition)));
        await(upload.write(0, Buffer.buffer("bytes")));
        StoredFile followed = await(store.follow(upload.id()));
        disk.broken = Optional.of(root.toRealPath().resolve("folder"));

        assertFailsWith(ErrorCode.UNKNOWN_DURABILITY, upload.commit());
        await(upload.discard());
        await(upload.close());

        assertThat(root.resolve("folder/file.bin")).hasContent("bytes");
        assertThat(await(followed.progress().orElseThrow().published()).size()).isEqualTo(5);
        await(followed.close());
        disk.broken = Optional.empty();
        assertFailsWith(ErrorCode.UNKNOWN_DURABILITY, store.upload(upload.id()));
        await(store.close());
        store = open(vertx, SETTINGS);
        UploadInfo info = await(store.upload(upload.id()));
        assertThat(info.state()).isInstanceOf(UploadState.Complete.class);
        assertThat(info.offset()).isEqualTo(5);
        await(store.close());
    }

    @Test
    void fileThatMustNotReplace_isStillRefused(Vertx vertx) throws Exception {
        FileStore store = open(vertx, SETTINGS.withDisk(disk));
        Upload upload =
                await(store.create(UploadSpec.of(NAME).asResumable().withCondition(new PublishCondition.MustBeNew())));
        Files.writeString(root.resolve("folder/file.bin"), "other");
        disk.broken = Optional.of(root.toRealPath().resolve("folder"));

        assertFailsWith(ErrorCode.ALREADY_EXISTS, upload.commit());
        await(upload.close());
        assertThat(root.resolve("folder/file.bin")).hasContent("other");
        await(store.close());
    }

    @Test
    void deletedFile_whoseFolderCannotBeSynced_isDeleted(Vertx vertx) throws Exception {
        FileStore store = open(vertx, SETTINGS.withDisk(disk));
        Files.writeString(root.resolve("file"), "bytes");
        disk.broken = Optional.of(root.toRealPath());

        assertFailsWith(
                ErrorCode.UNKNOWN_DURABILITY, store.delete(FileName.of("file"), new PublishCondition.Anything()));

        assertThat(root.resolve("file")).doesNotExist();
        await(store.close());
    }

    @Test
    void createdFolders_areSyncedIntoTheirParents(Vertx vertx) throws Exception {
        Path folder = root.toRealPath().resolve("a/store");
        FileStore store = await(LocalFileStore.open(vertx, folder, SETTINGS.withDisk(disk)));

        assertThat(disk.synced.stream().distinct())
                .containsExactly(
                        folder.getParent().getParent(), folder.getParent(), folder, folder.resolve(".chunkgate"));

        disk.synced.clear();
        await(await(store.create(UploadSpec.of(FileName.of("x/y/file")))).close());
        assertThat(disk.synced).containsExactly(folder, folder.resolve("x"));
        await(store.close());
    }

    @Test
    void createdFolder_thatCouldNotBeSynced_isSyncedBeforeItIsUsed(Vertx vertx) throws Exception {
        FileStore store = open(vertx, SETTINGS.withDisk(disk));
        Path folder = root.toRealPath();
        disk.broken = Optional.of(folder);
        assertFailsWith(ErrorCode.INTERNAL, store.create(UploadSpec.of(NAME)));
        assertFailsWith(ErrorCode.INTERNAL, store.create(UploadSpec.of(NAME)));

        disk.broken = Optional.empty();
        disk.synced.clear();
        await(await(store.create(UploadSpec.of(NAME))).close());
        assertThat(disk.synced).containsExactly(folder);
        await(store.close());
    }
}
