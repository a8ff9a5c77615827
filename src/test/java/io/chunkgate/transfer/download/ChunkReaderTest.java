package io.chunkgate.transfer.download;

import static org.assertj.core.api.Assertions.assertThat;

import io.chunkgate.io.ByteRange;
import io.chunkgate.io.Chunk;
import io.chunkgate.io.MemoryBudget;
import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.FileInfo;
import io.chunkgate.store.FileName;
import io.chunkgate.store.StoreException;
import io.chunkgate.store.StoredFile;
import io.chunkgate.store.memory.MemoryFileStore;
import io.chunkgate.testkit.FaultyStore;
import io.chunkgate.testkit.TestData;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Uses a store in memory, whose reads complete at once, so that each step of the reader is visible. */
class ChunkReaderTest {
    private static final FileName NAME = FileName.of("file.bin");

    private final MemoryFileStore files = new MemoryFileStore();
    private final FaultyStore store = new FaultyStore(files);
    private final List<Long> reads = new ArrayList<>();
    private final List<Chunk> chunks = new ArrayList<>();
    private final List<Throwable> failures = new ArrayList<>();
    private int ends;

    @ParameterizedTest
    @CsvSource({
        "0, 0, 0, 10",
        "1, 0, 1, 10",
        "10, 0, 10, 10",
        "11, 0, 11, 10",
        "1000000, 0, 1000000, 32768",
        "1000000, 32768, 967232, 32768",
        "1000000, 5, 999, 7",
        "300000, 0, 300000, 300000",
        "300000, 100000, 150000, 200000"
    })
    void range_isReadCompletely_inChunksOfWholeUnits(int size, long start, long length, int unit) {
        byte[] bytes = TestData.bytes(size);
        read(bytes, new ByteRange(start, length), unit);
        assertThat(joined()).isEqualTo(Arrays.copyOfRange(bytes, (int) start, (int) (start + length)));
        assertThat(chunks.stream().limit(Math.max(0, chunks.size() - 1L)))
                .allSatisfy(chunk -> assertThat(chunk.data().length() % unit).isZero());
        assertThat(chunks).allSatisfy(chunk -> assertThat(chunk.data().length()).isPositive());
        assertThat(ends).isEqualTo(1);
        assertThat(failures).isEmpty();
    }

    @Test
    void chunks_haveTheirPositionInTheFile() {
        read(new byte[1_000_000], new ByteRange(20, 300_000), 10);
        long next = 20;
        for (Chunk chunk : chunks) {
            assertThat(chunk.position()).isEqualTo(next);
            next += chunk.data().length();
        }
        assertThat(chunks).hasSizeGreaterThan(1);
    }

    @Test
    void pausedReader_readsNothing_andResumesAtItsPosition() {
        byte[] bytes = TestData.bytes(1_000_000);
        ChunkReader reader = reader(bytes, new ByteRange(0, bytes.length), 32_768, new MemoryBudget(1 << 20));
        reader.pause();
        start(reader);
        assertThat(reads).isEmpty();
        reader.fetch(3);
        assertThat(chunks).hasSize(3);
        assertThat(reads).as("the emitted chunks and one read ahead").hasSize(4);
        reader.fetch(Long.MAX_VALUE);
        assertThat(joined()).isEqualTo(bytes);
        assertThat(ends).isEqualTo(1);
    }

    @Test
    void exhaustedMemory_shortensChunks_andDisablesReadAhead() {
        byte[] bytes = TestData.bytes(1_000_000);
        ChunkReader reader = reader(bytes, new ByteRange(0, bytes.length), 1000, new MemoryBudget(0));
        reader.pause();
        start(reader);
        reader.fetch(1);
        assertThat(reads).containsExactly(0L);
        reader.fetch(1);
        assertThat(reads).containsExactly(0L, 32_000L);
        reader.resume();
        assertThat(joined()).isEqualTo(bytes);
    }

    @Test
    void fileThatEndsEarly_failsAndNeverEnds() {
        read(new byte[100], new ByteRange(0, 150), 10);
        assertThat(ends).isZero();
        assertThat(failures).singleElement().isInstanceOfSatisfying(StoreException.class, failure -> assertThat(
                        failure.code())
                .isEqualTo(ErrorCode.DATA_LOSS));
    }

    @Test
    void diskError_failsAfterTheChunksBeforeIt() {
        StoreException broken = new StoreException(ErrorCode.DATA_LOSS, "the disk");
        store.beforeRead(position -> position > 0 ? Future.failedFuture(broken) : Future.succeededFuture());
        read(new byte[1_000_000], new ByteRange(0, 1_000_000), 1000);
        assertThat(failures).containsExactly(broken);
        assertThat(chunks).hasSize(1);
        assertThat(ends).isZero();
    }

    @Test
    void nullHandler_stopsTheReader() {
        byte[] bytes = new byte[1000];
        ChunkReader reader = reader(bytes, new ByteRange(0, 1000), 10, new MemoryBudget(0));
        reader.endHandler(v -> ends++).handler(chunk -> {
            chunks.add(chunk);
            reader.handler(null);
        });
        assertThat(chunks).hasSize(1);
        assertThat(ends).isZero();
    }

    private void read(byte[] bytes, ByteRange range, int chunkSize) {
        start(reader(bytes, range, chunkSize, new MemoryBudget(1 << 20)));
    }

    private ChunkReader reader(byte[] bytes, ByteRange range, int chunkSize, MemoryBudget budget) {
        files.put(NAME, bytes);
        StoredFile file = store.open(NAME).result();
        return new ChunkReader(new CountedReads(file, reads), range, chunkSize, budget.open());
    }

    private void start(ChunkReader reader) {
        reader.exceptionHandler(failures::add).endHandler(v -> ends++).handler(chunks::add);
    }

    private byte[] joined() {
        Buffer all = Buffer.buffer();
        chunks.forEach(chunk -> all.appendBuffer(chunk.data()));
        return all.getBytes();
    }

    private record CountedReads(StoredFile file, List<Long> positions) implements StoredFile {
        @Override
        public FileInfo info() {
            return file.info();
        }

        @Override
        public Future<Buffer> read(long position, int length) {
            positions.add(position);
            return file.read(position, length);
        }

        @Override
        public Future<Void> verify() {
            return file.verify();
        }

        @Override
        public Future<Void> close() {
            return file.close();
        }
    }
}
