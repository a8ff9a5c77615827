package io.chunkgate.io;

import static org.assertj.core.api.Assertions.assertThat;

import io.chunkgate.testkit.TestData;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.io.EOFException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Uses a file in memory, whose reads complete at once, so that each step of the reader is visible. */
class ChunkReaderTest {
    private static final byte[] BYTES = TestData.bytes(1_000_000);

    private final BufferPool pool = new BufferPool();
    private final List<Chunk> chunks = new ArrayList<>();
    private final List<Throwable> failures = new ArrayList<>();
    private Buffer received = Buffer.buffer();
    private BytesFile file = new BytesFile(BYTES);
    private MemoryBudget budget = new MemoryBudget(16 << 20);
    private ReadPolicy policy = ReadPolicy.DEFAULT;
    private int ends;

    @AfterEach
    void everyChunk_returnsToThePool() {
        assertThat(pool.usedBytes()).isZero();
        assertThat(budget.held()).isZero();
    }

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
        for (int readAhead = 1; readAhead < 4; readAhead++) {
            byte[] bytes = TestData.bytes(size);
            file = new BytesFile(bytes);
            file.readAhead = readAhead;
            ChunkReader reader = reader(new ByteRange(start, length), unit);
            startAndTakeAll(reader);
            assertThat(received.getBytes()).isEqualTo(Arrays.copyOfRange(bytes, (int) start, (int) (start + length)));
            assertThat(chunks.stream().limit(Math.max(0, chunks.size() - 1L)))
                    .allSatisfy(
                            chunk -> assertThat(chunk.data().length() % unit).isZero());
            assertThat(ends).isEqualTo(readAhead);
            assertThat(failures).isEmpty();
            releaseAll(reader);
            clear();
        }
    }

    @Test
    void chunks_haveTheirPositionInTheFile() {
        ChunkReader reader = reader(new ByteRange(20, 300_000), 10);
        startAndTakeAll(reader);
        long next = 20;
        for (Chunk chunk : chunks) {
            assertThat(chunk.position()).isEqualTo(next);
            next += chunk.data().length();
        }
        assertThat(chunks).hasSizeGreaterThan(1);
        releaseAll(reader);
    }

    @Test
    void pausedReader_readsNothing_andResumesAtItsPosition() {
        ChunkReader reader = reader(new ByteRange(0, BYTES.length), 32_768);
        reader.pause();
        startAndTakeAll(reader);
        assertThat(file.reads).isEmpty();
        reader.fetch(3);
        assertThat(chunks).hasSize(3);
        assertThat(file.reads).as("the emitted chunks and one read ahead").hasSize(4);
        reader.fetch(Long.MAX_VALUE);
        assertThat(received.getBytes()).isEqualTo(BYTES);
        assertThat(ends).isEqualTo(1);
        releaseAll(reader);
    }

    @Test
    void exhaustedMemory_allowsOneShortChunkAtATime() {
        budget = new MemoryBudget(0);
        ChunkReader reader = reader(new ByteRange(0, BYTES.length), 1000);
        startAndTakeAll(reader);
        assertThat(file.reads).containsExactly(0L);
        reader.release(chunks.remove(0));
        assertThat(file.reads).containsExactly(0L, 32_000L);
        while (ends == 0) {
            releaseAll(reader);
        }
        releaseAll(reader);
        assertThat(received.getBytes()).isEqualTo(BYTES);
    }

    @Test
    void fileThatEndsEarly_failsAndNeverEnds() {
        for (int readAhead = 1; readAhead < 4; readAhead++) {
            file.readAhead = readAhead;
            ChunkReader reader = reader(new ByteRange(0, BYTES.length + 1_000_000L), 10);
            startAndTakeAll(reader);
            assertThat(ends).isZero();
            assertThat(failures).singleElement().isInstanceOf(EOFException.class);
            releaseAll(reader);
            clear();
        }
    }

    @Test
    void diskError_failsAfterTheChunksBeforeIt() {
        IllegalStateException broken = new IllegalStateException("the disk");
        file.beforeRead = position -> position > 0 ? Future.failedFuture(broken) : Future.succeededFuture();
        ChunkReader reader = reader(new ByteRange(0, BYTES.length), 1000);
        startAndTakeAll(reader);
        assertThat(failures).containsExactly(broken);
        assertThat(chunks).hasSize(1);
        assertThat(ends).isZero();
        releaseAll(reader);
    }

    @Test
    void closedFile_failsTheReader() {
        file.close();
        startAndTakeAll(reader(new ByteRange(0, BYTES.length), 1000));
        assertThat(failures).hasSize(1);
    }

    @Test
    void stoppedReader_emitsNothing_andReleasesRunningReads() {
        Promise<Void> disk = Promise.promise();
        file.readAhead = 3;
        file.beforeRead = position -> position > 0 ? disk.future() : Future.succeededFuture();
        ChunkReader reader = reader(new ByteRange(0, BYTES.length), 1000);
        startAndTakeAll(reader);
        reader.handler(null);
        releaseAll(reader);
        assertThat(pool.usedBytes())
                .as("reads that may still fill their buffers")
                .isPositive();
        disk.complete();
        assertThat(received.length()).isLessThan(BYTES.length);
        assertThat(ends).isZero();
    }

    @Test
    void file_isVerifiedBeforeItsLastChunk() {
        IllegalStateException changed = new IllegalStateException("changed");
        policy = new ReadPolicy() {
            @Override
            public Future<Void> verify() {
                return Future.failedFuture(changed);
            }
        };
        ChunkReader reader = reader(new ByteRange(0, BYTES.length), 1000);
        startAndTakeAll(reader);
        assertThat(failures).containsExactly(changed);
        assertThat(received.length()).isPositive().isLessThan(BYTES.length);
        releaseAll(reader);
    }

    @Test
    void followedFile_isWaitedForWithoutMemory_andEndsWhereThePolicySays() {
        List<Promise<Long>> waits = new ArrayList<>();
        policy = new ReadPolicy() {
            @Override
            public Future<Long> available(long position) {
                waits.add(Promise.promise());
                return waits.get(waits.size() - 1).future();
            }
        };
        ChunkReader reader = reader(ByteRange.from(0), 1000);
        startAndTakeAll(reader);
        assertThat(pool.usedBytes()).isZero();
        waits.get(0).complete(7L);
        assertThat(received.getBytes()).isEqualTo(Arrays.copyOf(BYTES, 7));
        releaseAll(reader);
        assertThat(pool.usedBytes()).isZero();
        assertThat(ends).isZero();
        waits.get(1).complete(0L);
        assertThat(ends).isEqualTo(1);
    }

    private ChunkReader reader(ByteRange range, int unit) {
        return new ChunkReader(file, range, unit, pool, budget.open(ChunkReader.allowance(unit)), policy);
    }

    private void startAndTakeAll(ChunkReader reader) {
        reader.exceptionHandler(failures::add).endHandler(v -> ends++).handler(chunk -> {
            chunks.add(chunk);
            received.appendBuffer(chunk.data());
        });
    }

    private void releaseAll(ChunkReader reader) {
        List<Chunk> taken = List.copyOf(chunks);
        chunks.clear();
        taken.forEach(reader::release);
    }

    private void clear() {
        failures.clear();
        received = Buffer.buffer();
    }
}
