package bench;

import io.chunkgate.io.BufferPool;
import io.chunkgate.io.ByteRange;
import io.chunkgate.io.ChunkReader;
import io.chunkgate.io.MemoryBudget;
import io.chunkgate.io.ReadOnlyFile;
import io.chunkgate.store.FileName;
import io.chunkgate.store.FileStore;
import io.chunkgate.store.StoredFile;
import io.chunkgate.store.local.LocalFileStore;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.file.AsyncFile;
import io.vertx.core.file.OpenOptions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/** The time to read a file of 16 MiB, in the page cache, without back-pressure. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class ChunkReaderBenchmark {
    private static final int FILE_BYTES = 16 * 1024 * 1024;

    /** Bytes in each chunk. */
    @Param({"4096", "32768", "262144"})
    public int chunkSize;

    /** Which file is read: one whose bytes are there at once, one of the local store, or one of Vert.x. */
    @Param({"ready", "local", "vertx"})
    public String kind;

    private final Vertx vertx = Vertx.vertx();
    private final Context context = vertx.getOrCreateContext();
    private final BufferPool pool = BufferPool.of(vertx);
    private Path folder;
    private FileStore store;
    private AsyncFile file;

    @Setup
    public void open() throws IOException {
        folder = Files.createTempDirectory("chunk-reader");
        Path path = Files.write(folder.resolve("file"), new byte[FILE_BYTES]);
        store = LocalFileStore.open(vertx, folder).await();
        file = onContext(() -> switch (kind) {
            case "ready" -> Future.succeededFuture(new ReadyFile());
            case "local" -> store.open(FileName.of("file")).map(StoredFile::content);
            default -> vertx.fileSystem().open(path.toString(), new OpenOptions().setWrite(false));
        });
    }

    @TearDown
    public void close() {
        onContext(file::close);
        store.close()
                .compose(v -> vertx.fileSystem().deleteRecursive(folder.toString()))
                .await();
        vertx.close().await();
    }

    @Benchmark
    public void readFile(Blackhole hole) {
        onContext(() -> {
            Promise<Void> end = Promise.promise();
            MemoryBudget.Share memory = MemoryBudget.of(vertx).open(ChunkReader.allowance(chunkSize));
            ChunkReader reader = new ChunkReader(file, new ByteRange(0, FILE_BYTES), chunkSize, pool, memory);
            reader.exceptionHandler(end::fail).endHandler(v -> end.complete()).handler(chunk -> {
                hole.consume(chunk.data().getByte(0));
                reader.release(chunk);
            });
            return end.future();
        });
    }

    private interface Call<T> {
        Future<T> make();
    }

    private <T> T onContext(Call<T> call) {
        Promise<T> result = Promise.promise();
        context.runOnContext(v -> call.make().onComplete(result));
        return result.future().await();
    }

    /** A file whose bytes are not copied. */
    private static final class ReadyFile extends ReadOnlyFile {
        @Override
        public long sizeBlocking() {
            return FILE_BYTES;
        }

        @Override
        protected Future<Integer> fill(ByteBuffer target, long position) {
            return Future.succeededFuture(target.remaining());
        }

        @Override
        protected Future<Void> release() {
            return Future.succeededFuture();
        }
    }
}
