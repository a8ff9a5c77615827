package io.chunkgate.store.s3;

import static org.assertj.core.api.Assertions.assertThat;

import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.FileInfo;
import io.chunkgate.store.FileName;
import io.chunkgate.store.PublishCondition;
import io.chunkgate.store.StoreException;
import io.chunkgate.store.StoredFile;
import io.chunkgate.store.Upload;
import io.chunkgate.store.UploadSpec;
import io.chunkgate.store.UploadState;
import io.chunkgate.testkit.FileReads;
import io.chunkgate.testkit.TestData;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Several gateways in one bucket: none of them knows of another but by what is there. */
class SharedBucketTest extends S3TestBase {
    private static final int RACERS = 16;

    @Test
    void uploadOfADeadGateway_resumesAtItsDurableOffset() {
        Upload dead = begin(openStore());
        write(dead, TestData.bytes(9_000_000));
        long durable = await(dead.sync());
        write(dead, TestData.bytes(1000));
        assertThat(durable).isEqualTo(9_000_000);

        S3FileStore other = openStore();
        Upload resumed = await(other.resume(dead.id()));
        assertThat(resumed.offset()).isEqualTo(durable);
        write(resumed, TestData.bytes(500_000));
        FileInfo info = await(resumed.commit());
        await(resumed.close());
        byte[] whole = Arrays.copyOf(TestData.bytes(9_000_000), 9_500_000);
        System.arraycopy(TestData.bytes(500_000), 0, whole, 9_000_000, 500_000);
        assertThat(content(other, NAME)).isEqualTo(whole);
        assertThat(info.sha256()).contains(TestData.sha256(whole));

        assertFailsWith(ErrorCode.ABORTED, () -> await(dead.sync()));
        assertThat(await(dead.lost()).code()).isEqualTo(ErrorCode.ABORTED);
        await(dead.close());
    }

    @Test
    void writerThatWasTakenOver_losesTheUploadWithItsNextBlock_orCommit() {
        Upload first = begin(openStore());
        write(first, TestData.bytes(100));
        await(first.sync());
        Upload second = await(openStore().resume(first.id()));
        assertFailsWith(ErrorCode.ABORTED, () -> await(first.commit()));
        write(second, TestData.bytes(10));
        assertThat(await(second.commit()).size()).isEqualTo(110);
        await(first.close());
        await(second.close());
    }

    @Test
    void sixteenGatewaysAtOnce_oneResumes_andNothingIsMixed() {
        Upload cut = begin(openStore());
        await(cut.write(0, Buffer.buffer("head")));
        await(cut.close());
        List<S3FileStore> stores =
                IntStream.range(0, RACERS).mapToObj(i -> openStore()).toList();

        List<Future<FileInfo>> races = new ArrayList<>();
        for (int i = 0; i < RACERS; i++) {
            byte[] own = new byte[3000];
            Arrays.fill(own, (byte) ('A' + i));
            races.add(stores.get(i).resume(cut.id()).compose(upload -> writeUnlessWritten(upload, own)
                    .compose(end -> upload.commit())
                    .eventually(upload::close)));
        }
        Future.join(races).transform(done -> Future.succeededFuture()).await();

        List<FileInfo> won =
                races.stream().filter(Future::succeeded).map(Future::result).toList();
        assertThat(won).as("%s", races.stream().map(Future::cause).toList()).hasSize(1);
        races.stream().filter(Future::failed).forEach(race -> assertThat(((StoreException) race.cause()).code())
                .isIn(ErrorCode.ABORTED, ErrorCode.FAILED_PRECONDITION));
        byte[] found = content(openStore(), NAME);
        assertThat(found).hasSize(3004);
        assertThat(Arrays.copyOfRange(found, 4, 3004)).containsOnly(found[4]);
        assertThat(won.get(0).sha256()).contains(TestData.sha256(found));
    }

    /** The new writer continues after the durable bytes. */
    private static Future<Long> writeUnlessWritten(Upload upload, byte[] bytes) {
        return upload.offset() > 4
                ? Future.succeededFuture(upload.offset())
                : upload.write(4, Buffer.buffer(bytes)).compose(end -> upload.sync());
    }

    @Test
    void sixteenUploadsThatMustBeNew_oneIsPublished() {
        List<S3FileStore> stores = List.of(openStore(), openStore());
        UploadSpec spec = UploadSpec.of(NAME).withCondition(new PublishCondition.MustBeNew());
        List<Upload> uploads = IntStream.range(0, RACERS)
                .mapToObj(i -> await(stores.get(i % 2).create(spec)))
                .toList();
        uploads.forEach(
                upload -> await(upload.write(0, Buffer.buffer(upload.id().value()))));
        List<Future<FileInfo>> commits = uploads.stream().map(Upload::commit).toList();
        Future.join(commits).transform(done -> Future.succeededFuture()).await();
        uploads.forEach(upload -> await(upload.close()));
        List<Integer> winners = IntStream.range(0, RACERS)
                .filter(i -> commits.get(i).succeeded())
                .boxed()
                .toList();
        assertThat(winners).hasSize(1);
        assertThat(content(stores.get(0), NAME))
                .asString()
                .isEqualTo(uploads.get(winners.get(0)).id().value());
    }

    @Test
    void concurrentReplacements_allSucceed() {
        S3FileStore store = openStore();
        S3FileStore other = openStore();
        List<Upload> uploads = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            uploads.add(await((i % 2 == 0 ? store : other).create(UploadSpec.of(NAME, 1))));
            await(uploads.get(i).write(0, Buffer.buffer(Integer.toString(i))));
        }
        await(Future.all(uploads.stream().map(Upload::commit).toList()));
        uploads.forEach(upload -> await(upload.close()));
        assertThat(content(other, NAME)).isEqualTo(content(store, NAME)).hasSize(1);
    }

    @Test
    void followerOnAnotherGateway_readsTheUpload() {
        Upload upload = begin(openStore());
        byte[] bytes = TestData.bytes(9_000_000);
        write(upload, bytes);
        await(upload.sync());
        S3FileStore other = openStore();
        StoredFile follower = await(other.follow(NAME));
        assertThat(await(FileReads.read(follower, 8_999_000, 5000)).getBytes())
                .isEqualTo(Arrays.copyOfRange(bytes, 8_999_000, 9_000_000));
        Future<Buffer> next = FileReads.read(follower, 9_000_000, 100);
        write(upload, new byte[] {1, 2, 3});
        await(upload.sync());
        assertThat(await(next).getBytes()).containsExactly(1, 2, 3);
        Future<Void> verified = follower.verify();
        await(upload.commit());
        await(upload.close());
        await(verified);
        await(follower.close());
    }

    @Test
    void discardByAnotherGateway_isFinal() {
        Upload upload = begin(openStore());
        write(upload, TestData.bytes(100));
        await(upload.sync());
        S3FileStore other = openStore();
        await(other.discard(upload.id()));
        assertFailsWith(ErrorCode.NOT_FOUND, () -> await(other.upload(upload.id())));
        assertFailsWith(ErrorCode.ABORTED, () -> await(upload.commit()));
        await(upload.close());
        assertFailsWith(ErrorCode.NOT_FOUND, () -> await(other.stat(NAME)));
    }

    @Test
    void publishedFile_isVisibleToAllAtOnce() {
        S3FileStore store = openStore();
        S3FileStore other = openStore();
        FileInfo first = publish(store, NAME, TestData.bytes(10));
        assertThat(await(other.stat(NAME))).isEqualTo(first);
        publish(store, NAME, TestData.bytes(20));
        assertThat(content(other, NAME)).isEqualTo(TestData.bytes(20));
        await(other.delete(NAME, new PublishCondition.Anything()));
        assertFailsWith(ErrorCode.NOT_FOUND, () -> await(store.stat(NAME)));
        publish(store, NAME, TestData.bytes(30));
        assertThat(content(other, NAME)).isEqualTo(TestData.bytes(30));
    }

    @Test
    void finishedUpload_isKnownToAllNodes() {
        Upload upload = begin(openStore());
        write(upload, TestData.bytes(10));
        FileInfo info = await(upload.commit());
        await(upload.close());
        S3FileStore other = openStore();
        assertThat(await(other.upload(upload.id())).state()).isEqualTo(new UploadState.Complete(info));
        assertFailsWith(ErrorCode.FAILED_PRECONDITION, () -> await(other.resume(upload.id())));
        assertThat(content(await(other.follow(upload.id())))).isEqualTo(TestData.bytes(10));
        assertFailsWith(
                ErrorCode.FAILED_PRECONDITION,
                () -> await(other.delete(FileName.of("folder"), new PublishCondition.Anything())));
    }
}
