package io.chunkgate.transfer.download;

import static io.chunkgate.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chunkgate.io.BufferPool;
import io.chunkgate.io.ByteRange;
import io.chunkgate.io.Chunk;
import io.chunkgate.io.ChunkReader;
import io.chunkgate.io.MemoryBudget;
import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.FileName;
import io.chunkgate.store.StoreException;
import io.chunkgate.store.StoredFile;
import io.chunkgate.store.Upload;
import io.chunkgate.store.UploadSpec;
import io.chunkgate.store.memory.MemoryFileStore;
import io.chunkgate.testkit.CheckedVertx;
import io.chunkgate.testkit.TestData;
import io.chunkgate.transfer.ClientId;
import io.chunkgate.transfer.Direction;
import io.chunkgate.transfer.Transfer;
import io.chunkgate.transfer.Transfers;
import io.chunkgate.transfer.upload.UploadSession;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A reader that follows an upload, and the upload session that writes it. */
@ExtendWith(CheckedVertx.class)
class FollowTest {
    private static final FileName NAME = FileName.of("file.bin");
    private static final int CHUNK = 1000;

    private final MemoryFileStore store = new MemoryFileStore();
    private final List<Chunk> chunks = new CopyOnWriteArrayList<>();
    private final Promise<Void> ended = Promise.promise();

    @AfterEach
    void nothingIsLeftOpen() {
        assertThat(store.openCount()).isZero();
    }

    @Test
    void unknownSize_endsWithTheCommit_andEmitsAvailableBytes() {
        byte[] bytes = TestData.bytes(2500);
        Upload upload = await(store.create(UploadSpec.of(NAME)));
        StoredFile file = follow(ByteRange.from(0));
        write(upload, bytes, 0, 1400);
        write(upload, bytes, 1400, 2500);
        assertThat(ended.future().isComplete()).isFalse();
        await(upload.commit());
        await(upload.close());
        await(ended.future());
        await(file.close());
        assertThat(received()).isEqualTo(bytes);
        assertThat(chunks).extracting(Chunk::position).containsExactly(0L, 1400L);
    }

    @Test
    void knownSize_withholdsTheLastBytesUntilTheCommit() {
        byte[] bytes = TestData.bytes(2500);
        Upload upload = await(store.create(UploadSpec.of(NAME, 2500)));
        StoredFile file = follow(new ByteRange(0, 2500));
        write(upload, bytes, 0, 2000);
        write(upload, bytes, 2000, 2500);
        assertThat(received()).hasSize(2000);
        await(upload.commit());
        await(upload.close());
        await(ended.future());
        await(file.close());
        assertThat(received()).isEqualTo(bytes);
    }

    @Test
    void discardedUpload_failsTheReader() {
        byte[] bytes = TestData.bytes(2500);
        Upload upload = await(store.create(UploadSpec.of(NAME, 2500)));
        StoredFile file = follow(new ByteRange(0, 2500));
        write(upload, bytes, 0, 2500);
        await(upload.discard());
        await(upload.close());
        assertThatThrownBy(() -> await(ended.future()))
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.ABORTED));
        await(file.close());
        assertThat(received()).hasSizeLessThan(2500);
    }

    @Test
    void startBeyondWhatHasArrived_waits() {
        byte[] bytes = TestData.bytes(2500);
        Upload upload = await(store.create(UploadSpec.of(NAME)));
        StoredFile file = follow(ByteRange.from(2000));
        write(upload, bytes, 0, 1000);
        assertThat(chunks).isEmpty();
        write(upload, bytes, 1000, 2500);
        await(upload.commit());
        await(upload.close());
        await(ended.future());
        await(file.close());
        assertThat(received()).isEqualTo(Arrays.copyOfRange(bytes, 2000, 2500));
    }

    @Test
    void incompleteBlock_isWrittenBeforeTheEndOfTheUpload(Vertx vertx) {
        Transfer transfer = Transfers.of(vertx).begin(new ClientId("tcp", "test", "anonymous"), Direction.UPLOAD, NAME);
        UploadSession uploadSession =
                await(UploadSession.of(() -> store.create(UploadSpec.of(NAME).asResumable()), transfer));
        vertx.runOnContext(v -> uploadSession.stream().write(Buffer.buffer("abc")));
        eventually(
                () -> uploadSession.upload().offset(),
                () -> uploadSession.upload().offset() == 3);
        assertThat(await(uploadSession.suspend())).isEqualTo(3);
        assertThat(await(store.upload(uploadSession.upload().id())).offset()).isEqualTo(3);
        assertThat(Transfers.of(vertx).running()).isEmpty();
        await(store.discard(uploadSession.upload().id()));
    }

    private StoredFile follow(ByteRange range) {
        StoredFile file = await(store.follow(NAME));
        new ChunkReader(
                        file.content(),
                        range,
                        CHUNK,
                        new BufferPool(),
                        new MemoryBudget().open(),
                        new ChunkDownload.Policy(file, Integer.MAX_VALUE))
                .exceptionHandler(ended::fail)
                .endHandler(v -> ended.complete())
                .handler(chunks::add);
        return file;
    }

    private static void write(Upload upload, byte[] bytes, int from, int to) {
        await(upload.write(from, Buffer.buffer(Arrays.copyOfRange(bytes, from, to))));
    }

    private byte[] received() {
        Buffer all = Buffer.buffer();
        chunks.forEach(chunk -> all.appendBuffer(chunk.data()));
        return all.getBytes();
    }

    private static <T> T await(Future<T> future) {
        try {
            return future.await(20, TimeUnit.SECONDS);
        } catch (java.util.concurrent.TimeoutException e) {
            throw new AssertionError(e);
        }
    }
}
