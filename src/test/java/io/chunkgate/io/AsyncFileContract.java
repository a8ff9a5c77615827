package io.chunkgate.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chunkgate.testkit.CheckedVertx;
import io.chunkgate.testkit.TestData;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.AsyncFile;
import io.vertx.core.file.OpenOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * What every file does that is read: positional reads, the stream, and the chunk reader over it. Inherited by a test for each
 * kind of file, that of Vert.x among them.
 */
@ExtendWith(CheckedVertx.class)
public abstract class AsyncFileContract {
    private static final int SIZE = 700_001;
    private static final byte[] BYTES = TestData.bytes(SIZE);

    @TempDir
    private Path folder;

    private Vertx vertx;
    private Context context;
    private AsyncFile file;

    /** Opens a file of these bytes on the current context. */
    protected abstract Future<AsyncFile> open(Vertx vertx, Path folder, byte[] bytes);

    /** Closes the file and what {@link #open} needed. */
    protected Future<Void> close(AsyncFile file) {
        return file.close();
    }

    @BeforeEach
    void openFile(Vertx vertx) {
        this.vertx = vertx;
        context = vertx.getOrCreateContext();
        file = onContext(() -> open(vertx, folder, BYTES));
    }

    @AfterEach
    void closeFile() {
        onContext(
                () -> Future.succeededFuture().compose(v -> close(file)).otherwiseEmpty()); // A stock file closes once.
    }

    @Test
    void read_returnsTheBytesAtItsPosition_fewerAtTheEnd() {
        int block = 256 * 1024;
        for (int position : new int[] {0, 1, block - 1, block, SIZE - 1, SIZE, SIZE + 1}) {
            for (int length : new int[] {0, 1, block - 1, block, block + 1, SIZE - 1, SIZE, SIZE + 1}) {
                Buffer read = onContext(() -> file.read(Buffer.buffer(length), 0, position, length));
                assertThat(read.getBytes())
                        .as("%s bytes at %s", length, position)
                        .isEqualTo(part(position, length));
            }
        }
    }

    @Test
    void read_keepsTheBytesBeforeItsOffset() {
        Buffer target = Buffer.buffer("abc");
        assertThat(onContext(() -> file.read(target, 2, 10, 5))).isSameAs(target);
        assertThat(target).isEqualTo(Buffer.buffer("ab").appendBytes(part(10, 5)));
    }

    @Test
    void negativeNumbers_areRefused() {
        assertThatThrownBy(() -> onContext(() -> file.read(Buffer.buffer(), -1, 0, 1)));
        assertThatThrownBy(() -> onContext(() -> file.read(Buffer.buffer(), 0, -1, 1)));
        assertThatThrownBy(() -> onContext(() -> file.read(Buffer.buffer(), 0, 0, -1)));
    }

    @Test
    void severalReads_runAtOnce() {
        int length = 10_000;
        List<Buffer> all = onContext(() -> Future.all(IntStream.range(0, 70)
                        .mapToObj(i -> file.read(Buffer.buffer(length), 0, (long) i * length, length))
                        .toList())
                .map(done -> done.<Buffer>list()));
        for (int i = 0; i < all.size(); i++) {
            assertThat(all.get(i).getBytes()).isEqualTo(part(i * length, length));
        }
    }

    @Test
    void size_isThatOfTheFile() {
        assertThat(onContext(() -> file.size())).isEqualTo(SIZE);
    }

    @Test
    void closedFile_failsEveryRead() {
        onContext(() -> file.close());
        assertThatThrownBy(() -> onContext(() -> file.read(Buffer.buffer(1), 0, 0, 1)));
    }

    @Test
    void stream_hasAllBytes() {
        assertThat(streamed(all -> all.setReadBufferSize(10_000)).getBytes()).isEqualTo(BYTES);
    }

    @Test
    void stream_beginsAtThePosition_andEndsAfterTheLength() {
        Buffer some = streamed(part -> part.setReadPos(5000).setReadLength(200_000));
        assertThat(some.getBytes()).isEqualTo(part(5000, 200_000));
    }

    @Test
    void pausedStream_emitsWhatIsFetched() {
        List<Buffer> buffers = new ArrayList<>();
        Promise<Void> twice = Promise.promise();
        Promise<Void> ended = Promise.promise();
        onContext(() -> {
            file.setReadBufferSize(100_000).exceptionHandler(ended::fail).endHandler(v -> ended.complete());
            file.pause().handler(buffer -> {
                buffers.add(buffer);
                if (buffers.size() == 2) {
                    twice.complete();
                }
            });
            file.fetch(2);
            return twice.future();
        });
        onContext(() -> file.read(Buffer.buffer(1), 0, 0, 1)); // Time for one more.
        assertThat(buffers).hasSize(2);
        onContext(() -> {
            file.resume();
            return ended.future();
        });
        Buffer all = Buffer.buffer();
        buffers.forEach(all::appendBuffer);
        assertThat(all.getBytes()).isEqualTo(BYTES);
    }

    @Test
    void file_isPipedToAnother() throws Exception {
        Path copy = folder.resolve("copy");
        onContext(() ->
                vertx.fileSystem().open(copy.toString(), new OpenOptions()).compose(target -> file.pipeTo(target)));
        assertThat(Files.readAllBytes(copy)).isEqualTo(BYTES);
    }

    @Test
    void chunkReader_readsARange_andReleasesAll() {
        BufferPool pool = new BufferPool();
        MemoryBudget budget = new MemoryBudget();
        Buffer received = Buffer.buffer();
        Promise<Void> ended = Promise.promise();
        onContext(() -> {
            ByteRange range = new ByteRange(3, SIZE - 10);
            ChunkReader reader = new ChunkReader(file, range, 1000, pool, budget.open());
            reader.exceptionHandler(ended::fail)
                    .endHandler(v -> ended.complete())
                    .handler(chunk -> {
                        received.appendBuffer(chunk.data());
                        reader.release(chunk);
                    });
            return ended.future();
        });
        assertThat(received.getBytes()).isEqualTo(part(3, SIZE - 10));
        assertThat(pool.usedBytes()).isZero();
        assertThat(budget.held()).isZero();
    }

    private Buffer streamed(Function<AsyncFile, AsyncFile> settings) {
        return onContext(() -> {
            Promise<Buffer> all = Promise.promise();
            Buffer bytes = Buffer.buffer();
            settings.apply(file)
                    .exceptionHandler(all::fail)
                    .endHandler(v -> all.complete(bytes))
                    .handler(bytes::appendBuffer);
            return all.future();
        });
    }

    private static byte[] part(int position, int length) {
        int from = Math.min(position, SIZE);
        return Arrays.copyOfRange(BYTES, from, Math.min(SIZE, from + length));
    }

    private <T> T onContext(Supplier<Future<T>> call) {
        Promise<T> result = Promise.promise();
        context.runOnContext(
                v -> Future.succeededFuture().compose(now -> call.get()).onComplete(result));
        try {
            return result.future().await(20, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError(e);
        }
    }
}
