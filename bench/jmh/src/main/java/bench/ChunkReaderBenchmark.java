package bench;

import io.chunkgate.io.ByteRange;
import io.chunkgate.io.MemoryBudget;
import io.chunkgate.store.FileInfo;
import io.chunkgate.store.FileName;
import io.chunkgate.store.StoredFile;
import io.chunkgate.transfer.download.ChunkReader;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/** The cost of the reader for a file of 16 MiB whose blocks are available at once, without back-pressure. */
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

    private final StoredFile file = new ReadyFile();

    @Benchmark
    public void readFile(Blackhole hole) {
        ChunkReader reader = new ChunkReader(file, new ByteRange(0, FILE_BYTES), chunkSize, new MemoryBudget().open());
        reader.endHandler(hole::consume).handler(hole::consume);
    }

    /** A file whose bytes are in memory. */
    private static final class ReadyFile implements StoredFile {
        private final FileInfo info =
                new FileInfo(FileName.of("file"), FILE_BYTES, Instant.EPOCH, "\"tag\"", Optional.empty());
        private final Buffer bytes = Buffer.buffer(new byte[1024 * 1024]);

        @Override
        public FileInfo info() {
            return info;
        }

        @Override
        public Future<Buffer> read(long position, int length) {
            return Future.succeededFuture(bytes.slice(0, length));
        }

        @Override
        public Future<Void> verify() {
            return Future.succeededFuture();
        }

        @Override
        public Future<Void> close() {
            return Future.succeededFuture();
        }
    }
}
