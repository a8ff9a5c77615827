package io.chunkgate.store.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.FileInfo;
import io.chunkgate.store.FileName;
import io.chunkgate.store.FileStore;
import io.chunkgate.store.FolderName;
import io.chunkgate.store.ListQuery;
import io.chunkgate.store.Upload;
import io.chunkgate.store.UploadId;
import io.chunkgate.store.UploadInfo;
import io.chunkgate.store.UploadOwner;
import io.chunkgate.store.UploadSpec;
import io.chunkgate.store.UploadState;
import io.chunkgate.testkit.ErrorLog;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** The records of ended uploads: in files whose number does not depend on that of the uploads. */
class EndedUploadsTest extends UploadsTestBase {
    private static final UploadSpec BY_LINK =
            UploadSpec.of(NAME).asResumable().withOwner(new UploadOwner("a", Optional.of("link")));

    @Test
    void endedUploads_leaveOneFile_andAreKnownAfterARestart(Vertx vertx) {
        FileStore store = open(vertx, SETTINGS);
        List<UploadId> ids = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            ids.add(publish(
                    store,
                    UploadSpec.of(FileName.of("file" + i))
                            .asResumable()
                            .withMetadata(Map.of("long", "ключ".repeat(i * 100)))));
        }
        assertThat(list(uploads())).isEmpty();
        assertThat(list(ended())).hasSize(1);
        assertAreComplete(store, ids);
        await(store.close());

        FileStore reopened = open(vertx, SETTINGS);
        assertAreComplete(reopened, ids);
        assertThat(await(reopened.upload(ids.get(29))).spec().metadata()).containsEntry("long", "ключ".repeat(2900));
        assertFailsWith(ErrorCode.FAILED_PRECONDITION, reopened.resume(ids.get(0)));
        assertFailsWith(ErrorCode.NOT_FOUND, reopened.upload(UploadId.random()));
        await(reopened.close());
    }

    @Test
    void publishedFiles_areServedBeforeTheRecordsAreRead(Vertx vertx) throws IOException {
        FileStore filling = open(vertx, SETTINGS);
        UploadId first = publish(filling, UploadSpec.of(NAME).asResumable());
        await(filling.close());
        UploadId last = multiply(onlySegment(), 150_000);

        BlockedReads disk = new BlockedReads();
        FileStore store = await(LocalFileStore.open(vertx, root, SETTINGS.withDisk(disk)));
        Future<UploadInfo> complete = store.upload(first);
        Future<Upload> created = store.create(UploadSpec.of(NAME));
        Future<List<UploadInfo>> counted = store.uploads(spec -> true);
        await(await(store.open(NAME)).close());
        assertThat(await(store.stat(NAME)).size()).isEqualTo(10);
        assertThat(await(store.list(FolderName.ROOT, ListQuery.first(10))).entries())
                .hasSize(1);
        assertThat(List.of(complete.isComplete(), created.isComplete(), counted.isComplete()))
                .containsOnly(false);
        disk.released.countDown();
        assertThat(await(complete).state()).isInstanceOf(UploadState.Complete.class);
        assertThat(await(store.upload(last)).state()).isInstanceOf(UploadState.Complete.class);
        assertThat(await(counted)).isEmpty();
        await(await(created).close());
        await(store.close());
    }

    @Test
    void deletedRecord_staysDeleted(Vertx vertx) {
        FileStore store = open(vertx, SETTINGS);
        UploadId id = publish(store, UploadSpec.of(NAME).asResumable());
        await(store.discard(id));
        assertFailsWith(ErrorCode.NOT_FOUND, store.upload(id));
        await(store.close());
        FileStore reopened = open(vertx, SETTINGS);
        assertFailsWith(ErrorCode.NOT_FOUND, reopened.upload(id));
        assertFailsWith(ErrorCode.NOT_FOUND, reopened.discard(id));
        await(reopened.close());
    }

    @Test
    void incompleteLine_isReportedOnce_andAffectsNoOther(Vertx vertx) throws IOException {
        FileStore store = open(vertx, SETTINGS);
        UploadId id = publish(store, UploadSpec.of(NAME).asResumable());
        await(store.close());
        Path segment = onlySegment();
        byte[] line = Files.readAllBytes(segment);
        Files.writeString(segment, "\u0000garbage\n\n", StandardOpenOption.APPEND);
        Files.write(segment, line, StandardOpenOption.APPEND);
        Files.writeString(segment, "17", StandardOpenOption.APPEND);

        try (ErrorLog log = ErrorLog.open()) {
            FileStore reopened = open(vertx, SETTINGS.withExpireAfter(Duration.ofMinutes(1)));
            assertThat(await(reopened.upload(id)).state()).isInstanceOf(UploadState.Complete.class);
            UploadId next = publish(reopened, UploadSpec.of(NAME).asResumable());
            for (int i = 0; i < 3; i++) {
                assertFailsWith(ErrorCode.NOT_FOUND, reopened.upload(UploadId.random()));
            }
            assertThat(list(ended())).hasSize(2);
            await(reopened.close());
            FileStore last = open(vertx, SETTINGS);
            assertAreComplete(last, List.of(next));
            await(last.close());
            assertThat(log.warnings())
                    .filteredOn(text -> text.contains("3 records"))
                    .hasSize(2);
            assertThat(log.warnings()).hasSize(2);
        }
    }

    @Test
    void fileThatCannotBeRead_makesUploadsUnavailable_andNotMissing(Vertx vertx) throws IOException {
        FileStore store = open(vertx, SETTINGS);
        UploadId id = publish(store, UploadSpec.of(NAME).asResumable());
        await(store.close());
        FileStore failing = open(vertx, SETTINGS.withDisk(new UnreadableLog()));
        assertFailsWith(ErrorCode.INTERNAL, failing.upload(id));
        publish(failing, UploadSpec.of(FileName.of("other")));
        await(await(failing.open(NAME)).close());
        await(failing.close());
        FileStore again = open(vertx, SETTINGS);
        assertAreComplete(again, List.of(id));
        await(again.close());
    }

    @Test
    void oldFiles_areDeleted(Vertx vertx) throws IOException {
        FileStore store = open(vertx, SETTINGS);
        UploadId id = publish(store, BY_LINK);
        await(store.close());
        Instant longAgo = Instant.now().minus(SETTINGS.expireAfter()).minusSeconds(1);
        Files.setLastModifiedTime(onlySegment(), FileTime.from(longAgo));
        FileStore reopened = open(vertx, SETTINGS);
        assertThat(list(ended())).isEmpty();
        assertFailsWith(ErrorCode.NOT_FOUND, reopened.upload(id));
        await(reopened.close());
    }

    @Test
    void oldRecord_isForgotten_beforeItsFileIsDeleted(Vertx vertx) throws IOException {
        FileStore store = open(vertx, SETTINGS);
        UploadId id = publish(store, BY_LINK);
        await(store.close());
        Instant longAgo = Instant.now().minus(SETTINGS.expireAfter()).minusSeconds(1);
        String line = Files.readString(onlySegment());
        Files.writeString(onlySegment(), longAgo.toEpochMilli() + line.substring(line.indexOf(' ')));
        FileStore reopened = open(vertx, SETTINGS);
        assertFailsWith(ErrorCode.NOT_FOUND, reopened.upload(id));
        assertThat(await(reopened.uploads(spec -> true))).isEmpty();
        await(reopened.close());
    }

    @Test
    void uploadsByALink_countAfterARestart_untilTheyAreDeleted(Vertx vertx) {
        FileStore store = open(vertx, SETTINGS);
        UploadId id = publish(store, BY_LINK);
        publish(store, UploadSpec.of(NAME).asResumable());
        await(store.close());
        FileStore reopened = open(vertx, SETTINGS);
        assertThat(await(reopened.uploads(spec -> true)))
                .extracting(UploadInfo::id)
                .containsExactly(id);
        await(reopened.discard(id));
        await(reopened.close());
        FileStore last = open(vertx, SETTINGS);
        assertThat(await(last.uploads(spec -> true))).isEmpty();
        await(last.close());
    }

    @Test
    void nodes_seeWhatOthersEndAndDelete(Vertx vertx) {
        FileStore here = open(vertx, SETTINGS.withShared());
        FileStore there = open(vertx, SETTINGS.withShared());
        UploadId id = publish(here, BY_LINK);
        assertThat(await(there.upload(id)).state()).isInstanceOf(UploadState.Complete.class);
        assertThat(await(there.uploads(spec -> true)))
                .extracting(UploadInfo::id)
                .containsExactly(id);
        await(there.discard(id));
        assertFailsWith(ErrorCode.NOT_FOUND, here.upload(id));
        assertThat(await(here.uploads(spec -> true))).isEmpty();
        await(here.close());
        await(there.close());
    }

    @Test
    void completePart_isDeletedWithItsRecord(Vertx vertx) throws IOException {
        FileStore store = open(vertx, SETTINGS);
        UploadId id = publish(store, UploadSpec.of(NAME).asResumable().asPart());
        await(store.close());
        FileStore reopened = open(vertx, SETTINGS);
        assertThat(await(reopened.uploads(spec -> true)))
                .extracting(UploadInfo::id)
                .containsExactly(id);
        assertThat(list(uploads())).containsExactlyInAnyOrder(id.value(), id + ".json");
        await(reopened.close());
        FileStore later = open(vertx, SETTINGS.withExpireAfter(Duration.ofNanos(1)));
        assertThat(list(uploads())).isEmpty();
        await(later.close());
    }

    @Test
    void failedSyncOfTheRecords_publishesNothing(Vertx vertx) {
        CountDownLatch syncs = new CountDownLatch(1);
        FileStore store = open(vertx, SETTINGS.withDisk(channel -> {
            if (syncs.getCount() == 0) {
                throw new IOException("Input/output error");
            }
            syncs.countDown(); // That of the bytes.
        }));
        Upload upload = begin(store, new byte[10]);
        assertFailsWith(ErrorCode.INTERNAL, upload.commit());
        await(upload.close());
        assertThat(root.resolve(NAME.value())).doesNotExist();
        await(store.close());
        FileStore reopened = open(vertx, SETTINGS);
        assertThat(await(reopened.upload(upload.id())).state()).isNotInstanceOf(UploadState.Complete.class);
        await(reopened.close());
    }

    private UploadId publish(FileStore store, UploadSpec spec) {
        Upload upload = await(store.create(spec));
        await(upload.write(0, Buffer.buffer(new byte[10])));
        FileInfo published = await(upload.commit());
        await(upload.close());
        assertThat(published.size()).isEqualTo(10);
        return upload.id();
    }

    private static void assertAreComplete(FileStore store, List<UploadId> ids) {
        for (UploadId id : ids) {
            assertThat(await(store.upload(id)).state()).isInstanceOf(UploadState.Complete.class);
        }
    }

    private Path onlySegment() {
        List<String> names = list(ended());
        assertThat(names).hasSize(1);
        return ended().resolve(names.get(0));
    }

    /** Repeats the only line of a file under other ids; returns the last one. */
    private static UploadId multiply(Path segment, int count) throws IOException {
        String line = Files.readString(segment);
        String id = line.split(" ", 3)[1];
        UploadId other = UploadId.random();
        try (BufferedWriter out = Files.newBufferedWriter(segment, StandardOpenOption.APPEND)) {
            for (int i = 1; i < count; i++) {
                other = UploadId.random();
                out.write(line.replace(id, other.value()));
            }
        }
        return other;
    }

    /** Reads when it is told to. */
    private static final class BlockedReads implements UploadSettings.Disk {
        private final CountDownLatch released = new CountDownLatch(1);

        @Override
        public void sync(FileChannel channel) throws IOException {
            channel.force(true);
        }

        @Override
        public FileChannel open(Path file) throws IOException {
            try {
                released.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            return UploadSettings.Disk.super.open(file);
        }
    }

    private static final class UnreadableLog implements UploadSettings.Disk {
        @Override
        public void sync(FileChannel channel) throws IOException {
            channel.force(true);
        }

        @Override
        public FileChannel open(Path file) throws IOException {
            throw new IOException("Input/output error");
        }
    }
}
