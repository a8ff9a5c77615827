package io.chunkgate.store.local;

import static io.chunkgate.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.FileStore;
import io.chunkgate.store.StoredFile;
import io.chunkgate.store.Upload;
import io.chunkgate.store.UploadSpec;
import io.chunkgate.store.UploadState;
import io.chunkgate.testkit.Descriptors;
import io.chunkgate.testkit.FileReads;
import io.chunkgate.testkit.RunningCommand;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two stores of one folder, as two nodes have them. */
class SharedUploadsTest extends UploadsTestBase {
    private static final UploadSettings SHARED = SETTINGS.withShared();

    private FileStore here;
    private FileStore there;

    @BeforeEach
    void openBoth(Vertx vertx) {
        here = open(vertx, SHARED);
        there = open(vertx, SHARED);
    }

    @AfterEach
    void closeBoth() {
        eventually(() -> Descriptors.openBelow(root), () -> Descriptors.openBelow(root)
                .isEmpty());
        await(here.close());
        await(there.close());
    }

    @Test
    void follower_takesNoLock() {
        Upload upload = begin(here, new byte[10]);
        await(upload.close());
        StoredFile file = await(there.follow(NAME));
        try (RunningCommand other = LockProbe.start(onlyUpload())) {
            other.awaitOut(LockProbe.LOCKED);
            assertThat(await(FileReads.read(file, 0, 100)).length()).isEqualTo(10);
            assertFailsWith(ErrorCode.UNAVAILABLE, here.resume(upload.id()));
            other.closeInput();
            other.await().succeeded();
        }
        Upload resumed = await(here.resume(upload.id()));
        await(file.close());
        try (RunningCommand other = LockProbe.start(onlyUpload())) {
            other.awaitOut(LockProbe.REFUSED);
        }
        await(resumed.discard());
        await(resumed.close());
    }

    @Test
    void claim_isHonouredWithoutAHint_andLeavesNoFile() {
        Upload first = begin(here, new byte[10]);
        await(first.stage());
        await(first.write(10, Buffer.buffer(new byte[10])));
        assertFailsWith(ErrorCode.UNAVAILABLE, there.resume(first.id()));
        assertThat(list(uploads())).contains(first.id() + ".claim");

        assertThat(await(first.lost()).code()).isEqualTo(ErrorCode.ABORTED);
        Upload second = await(there.resume(first.id()));
        assertThat(second.offset()).isEqualTo(10);
        assertThat(second.durableOffset()).isEqualTo(10);
        assertThat(list(uploads())).doesNotContain(first.id() + ".claim");
        assertFailsWith(ErrorCode.ABORTED, first.write(20, Buffer.buffer(new byte[10])));
        assertFailsWith(ErrorCode.ABORTED, first.commit());
        await(first.close());
        await(second.commit());
        await(second.close());
        assertThat(root.resolve(NAME.value())).hasBinaryContent(new byte[10]);
        assertThat(await(here.upload(first.id())).state()).isInstanceOf(UploadState.Complete.class);
    }

    @Test
    void refreshWithoutAClaim_doesNotEndTheWriter() {
        Upload upload = begin(here, new byte[10]);
        await(here.refresh(upload.id()));
        await(there.refresh(upload.id()));
        await(upload.write(10, Buffer.buffer(new byte[10])));
        await(upload.commit());
        await(upload.close());
    }

    @Test
    void followersOfBothStores_stayWhileTheWriterMoves() {
        Upload first = begin(here, new byte[10]);
        StoredFile fromHere = await(here.follow(NAME));
        StoredFile fromThere = await(there.follow(first.id()));
        assertFailsWith(ErrorCode.UNAVAILABLE, there.resume(first.id()));
        await(first.lost());
        await(first.close());
        Upload second = await(there.resume(first.id()));
        await(second.write(10, Buffer.buffer("abc")));
        assertThat(await(FileReads.read(fromThere, 10, 100))).isEqualTo(Buffer.buffer("abc"));
        assertThat(await(FileReads.read(fromHere, 10, 100))).isEqualTo(Buffer.buffer("abc"));
        Future<Buffer> end = FileReads.read(fromHere, 13, 100);
        await(second.commit());
        await(second.close());
        assertThat(await(end).length()).isZero();
        await(fromHere.verify());
        await(fromHere.close());
        await(fromThere.close());
    }

    @Test
    void followerOfAnExpiredUpload_fails(Vertx vertx) throws IOException {
        Upload upload = begin(here, new byte[10]);
        await(upload.close());
        StoredFile file = await(there.follow(NAME));
        Future<Buffer> waiting = FileReads.read(file, 10, 1);
        Files.setLastModifiedTime(
                onlyUpload(),
                FileTime.from(Instant.now().minus(SHARED.expireAfter()).minusSeconds(1)));
        FileStore third = open(vertx, SHARED);
        assertFailsWith(ErrorCode.DEADLINE_EXCEEDED, waiting);
        await(file.close());
        await(third.close());
    }

    @Test
    void uploadThatCannotBeResumed_isRemoved_whenItsProcessDied(Vertx vertx) throws IOException {
        Upload upload = await(here.create(UploadSpec.of(NAME)));
        await(upload.write(0, Buffer.buffer("abc")));
        assertFailsWith(ErrorCode.NOT_FOUND, there.resume(upload.id()));
        Path record = uploads().resolve(upload.id() + ".json");
        byte[] saved = Files.readAllBytes(record);
        byte[] bytes = Files.readAllBytes(onlyUpload());
        await(upload.close());
        assertThat(list(uploads())).isEmpty();
        Files.write(uploads().resolve(upload.id().value()), bytes);
        Files.write(record, saved);

        FileStore next = open(vertx, SHARED.withExpireAfter(Duration.ofMinutes(1)));
        assertThat(list(uploads())).isEmpty();
        await(next.close());
    }

    private Path onlyUpload() {
        String id = list(uploads()).stream()
                .filter(name -> !name.contains("."))
                .findFirst()
                .orElseThrow();
        return uploads().resolve(id);
    }
}
