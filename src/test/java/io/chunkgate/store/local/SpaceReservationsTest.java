package io.chunkgate.store.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.FileName;
import io.chunkgate.store.FileStore;
import io.chunkgate.store.StoreStats;
import io.chunkgate.store.Upload;
import io.chunkgate.store.UploadOwner;
import io.chunkgate.store.UploadSpec;
import io.chunkgate.store.UploadState;
import io.chunkgate.testkit.Need;
import io.chunkgate.testkit.Requires;
import io.chunkgate.testkit.TmpfsDisk;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Uploads that compete for a disk of 16 MiB, of which 1 MiB has to stay free. */
@Requires(Need.MOUNT)
class SpaceReservationsTest extends UploadsTestBase {
    private static final UploadSettings FLOOR = SETTINGS.withMinFreeSpace(MIB);
    private static final UploadSettings EVICTING = FLOOR.withEviction(true, Duration.ZERO);

    private TmpfsDisk disk;
    private FileStore store;

    @BeforeEach
    void open(Vertx vertx) throws IOException {
        disk = TmpfsDisk.mount(root.resolve("disk"), 16);
        reopen(vertx, FLOOR);
    }

    @AfterEach
    void close() {
        await(store.close());
        disk.close();
    }

    private void reopen(Vertx vertx, UploadSettings settings) {
        if (store != null) {
            await(store.close());
        }
        store = await(LocalFileStore.open(vertx, disk.folder(), settings));
    }

    @Test
    void announcedSizes_areReserved() {
        Upload first = create("alice", 10);
        assertFailsWith(ErrorCode.RESOURCE_EXHAUSTED, store.create(spec("bob", 10)));
        write(first, 10);
        await(first.commit());
        await(first.close());
        close(create("bob", 4));
    }

    @Test
    void uploadOfUnknownSize_getsWhatOthersDidNotReserve() {
        Upload announced = create("alice", 10);
        Upload unknown = create("bob");
        write(unknown, 4);
        assertFailsWith(ErrorCode.RESOURCE_EXHAUSTED, unknown.write(unknown.offset(), mebibytes(1)));
        assertFailsWith(ErrorCode.RESOURCE_EXHAUSTED, store.create(spec("carol", 1)));
        write(announced, 10);
        await(announced.commit());
        close(announced);
        close(unknown);
    }

    @Test
    void reservation_endsWithTheUpload() {
        Upload discarded = create("alice", 10);
        await(discarded.discard());
        close(discarded);
        Upload deleted = create("alice", 10);
        close(deleted);
        await(store.discard(deleted.id()));
        Upload cut = await(store.create(UploadSpec.of(FileName.of("cut"), 10L * MIB)));
        close(cut); // It cannot be resumed.
        close(create("alice", 10));
        assertThat(stats()).isEqualTo(new StoreStats.Uploads(1, 0, 10L * MIB));
    }

    @Test
    void sizeThatIsAnnouncedLate_isReservedThen() {
        Upload first = create("alice");
        Upload second = create("bob");
        write(first, 1);
        write(second, 1);
        await(first.setSize(10L * MIB));
        assertFailsWith(ErrorCode.RESOURCE_EXHAUSTED, second.setSize(10L * MIB));
        assertThat(stats()).isEqualTo(new StoreStats.Uploads(2, 2L * MIB, 9L * MIB));
        await(second.setSize(2L * MIB));
        assertThat(stats()).isEqualTo(new StoreStats.Uploads(2, 2L * MIB, 10L * MIB));
        close(first);
        close(second);
    }

    @Test
    void droppedBytes_areReservedAgain() {
        Upload upload = create("alice", 10);
        write(upload, 1);
        await(upload.stage());
        write(upload, 2);
        assertThat(stats()).isEqualTo(new StoreStats.Uploads(1, 3L * MIB, 7L * MIB));
        await(upload.rollback());
        assertThat(stats()).isEqualTo(new StoreStats.Uploads(1, MIB, 9L * MIB));
        close(upload);
    }

    @Test
    void restart_keepsReservations(Vertx vertx) {
        Upload upload = create("alice", 10);
        write(upload, 1);
        close(upload);
        reopen(vertx, FLOOR);
        assertFailsWith(ErrorCode.RESOURCE_EXHAUSTED, store.create(spec("bob", 10))); // Waits for the first sweep.
        assertThat(stats()).isEqualTo(new StoreStats.Uploads(1, MIB, 9L * MIB));
        Upload resumed = await(store.resume(upload.id()));
        write(resumed, 9);
        await(resumed.commit());
        close(resumed);
        assertThat(stats()).isEqualTo(new StoreStats.Uploads(0, 0, 0));
    }

    @Test
    void joinedParts_needRoomBesideTheParts() {
        Upload part = part("alice", 6);
        Upload reserving = create("bob", 4);
        UploadSpec whole = UploadSpec.of(FileName.of("whole")).asResumable();
        assertFailsWith(ErrorCode.RESOURCE_EXHAUSTED, store.concatenate(whole, List.of(part.id())));
        close(reserving);
        await(store.discard(reserving.id()));
        Upload joined = await(store.concatenate(whole, List.of(part.id())));
        await(joined.commit());
        close(joined);
        assertThat(stats()).isEqualTo(new StoreStats.Uploads(1, 6L * MIB, 0));
    }

    @Test
    void withoutRoom_theOldestIdleUploadOfTheLargestClientEnds(Vertx vertx) {
        reopen(vertx, EVICTING);
        Upload bobs = idle("bob", 2);
        Upload old = idle("alice", 3);
        Upload later = idle("alice", 3);
        Upload used = create("alice", 3);
        close(create("carol", 5));
        assertThat(await(store.upload(old.id())).state()).isInstanceOf(UploadState.Expired.class);
        assertThat(await(store.upload(later.id())).offset()).isEqualTo(MIB);
        assertThat(await(store.upload(bobs.id())).offset()).isEqualTo(MIB);
        close(used);
    }

    @Test
    void uploadThatFitsInNoCase_endsNoOther(Vertx vertx) {
        reopen(vertx, EVICTING);
        Upload idle = idle("alice", 5);
        Upload used = create("bob", 5);
        assertFailsWith(ErrorCode.RESOURCE_EXHAUSTED, store.create(spec("carol", 11)));
        assertThat(await(store.upload(idle.id())).state()).isInstanceOf(UploadState.Running.class);
        assertThat(stats()).isEqualTo(new StoreStats.Uploads(2, MIB, 9L * MIB));
        close(used);
    }

    @Test
    void withoutEviction_orBeforeUploadsAreIdle_noneEnds(Vertx vertx) {
        for (UploadSettings settings : List.of(FLOOR, FLOOR.withEviction(false, Duration.ZERO))) {
            reopen(vertx, settings);
            Upload first = idle("alice", 10);
            assertFailsWith(ErrorCode.RESOURCE_EXHAUSTED, store.create(spec("bob", 10)));
            await(store.discard(first.id()));
        }
    }

    @Test
    void bytesOfUnknownSize_endIdleUploads(Vertx vertx) {
        reopen(vertx, EVICTING);
        Upload idle = idle("alice", 10);
        Upload unknown = create("bob");
        write(unknown, 12);
        assertThat(await(store.upload(idle.id())).state()).isInstanceOf(UploadState.Expired.class);
        await(unknown.commit());
        close(unknown);
    }

    @Test
    void belowTheFloor_theStoreIsWritable_ifIdleUploadsMayEnd(Vertx vertx) throws IOException {
        idle("alice", 1);
        Files.write(disk.folder().resolve("other"), new byte[14 * MIB]);
        assertThat(await(store.health()).isWritable()).isFalse();
        reopen(vertx, EVICTING);
        assertFailsWith(ErrorCode.RESOURCE_EXHAUSTED, store.create(spec("bob", 10))); // Waits for the first sweep.
        assertThat(await(store.health()).isWritable()).isTrue();
    }

    @Test
    void idleParts_end_butNotThoseThatAreJoined(Vertx vertx) {
        reopen(vertx, EVICTING);
        Upload part = part("alice", 8);
        UploadSpec whole = UploadSpec.of(FileName.of("whole")).asResumable();
        assertFailsWith(ErrorCode.RESOURCE_EXHAUSTED, store.concatenate(whole, List.of(part.id())));
        assertThat(await(store.upload(part.id())).state()).isInstanceOf(UploadState.Complete.class);
        close(create("bob", 10));
        assertThat(await(store.upload(part.id())).state()).isInstanceOf(UploadState.Expired.class);
    }

    private Upload part(String client, int mebibytes) {
        Upload part = await(store.create(spec(client, mebibytes).asPart()));
        write(part, mebibytes);
        await(part.commit());
        close(part);
        return part;
    }

    /** An upload with 1 MiB, without a writer. */
    private Upload idle(String client, int mebibytes) {
        Upload upload = create(client, mebibytes);
        write(upload, 1);
        close(upload);
        return upload;
    }

    private Upload create(String client, int mebibytes) {
        return await(store.create(spec(client, mebibytes)));
    }

    private Upload create(String client) {
        return await(store.create(
                UploadSpec.of(FileName.of(client)).asResumable().withOwner(new UploadOwner(client, Optional.empty()))));
    }

    private static UploadSpec spec(String client, int mebibytes) {
        return UploadSpec.of(FileName.of(client), (long) mebibytes * MIB)
                .asResumable()
                .withOwner(new UploadOwner(client, Optional.empty()));
    }

    private static void write(Upload upload, int mebibytes) {
        for (int i = 0; i < mebibytes; i++) {
            await(upload.write(upload.offset(), mebibytes(1)));
        }
    }

    private static Buffer mebibytes(int count) {
        return Buffer.buffer(new byte[count * MIB]);
    }

    private static void close(Upload upload) {
        await(upload.close());
    }

    private StoreStats.Uploads stats() {
        return await(store.stats()).uploads().orElseThrow();
    }
}
