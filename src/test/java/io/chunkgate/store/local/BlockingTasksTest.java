package io.chunkgate.store.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.chunkgate.testkit.DirectBuffers;
import io.chunkgate.testkit.TestData;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BlockingTasksTest {
    private static final int BLOCKS = 16;
    private static final int BLOCK_BYTES = 256 * 1024;

    @TempDir
    Path folder;

    private final byte[] bytes = TestData.bytes(BLOCKS * BLOCK_BYTES);
    private final ExecutorService thread = Executors.newSingleThreadExecutor();
    private FileChannel file;

    @BeforeEach
    void open() throws IOException {
        file = FileChannel.open(
                folder.resolve("file"), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    @AfterEach
    void close() throws IOException {
        thread.shutdownNow();
        file.close();
    }

    @Test
    void bytesOfTheHeap_areWrittenAndRead_andTheThreadKeepsLittleDirectMemory() throws Exception {
        long before = DirectBuffers.bytes();
        byte[] read = onThread(() -> {
            BlockingTasks.write(blocks(), file);
            ByteBuffer target = ByteBuffer.allocate(bytes.length);
            assertThat(BlockingTasks.fill(target, file, 0)).isEqualTo(bytes.length);
            return target.array();
        });
        assertThat(read).isEqualTo(bytes);
        assertThat(DirectBuffers.bytes() - before).isLessThan(BLOCK_BYTES);
    }

    @Test
    void directAndHeapBlocks_areWrittenInTheirOrder() throws Exception {
        ByteBuffer[] mixed = blocks();
        mixed[1] = ByteBuffer.allocateDirect(BLOCK_BYTES).put(mixed[1]).flip();
        BlockingTasks.write(mixed, file);
        ByteBuffer target = ByteBuffer.allocateDirect(bytes.length + 1);
        assertThat(BlockingTasks.fill(target, file, 0)).isEqualTo(bytes.length);
        assertThat(target.flip()).isEqualTo(ByteBuffer.wrap(bytes));
    }

    private ByteBuffer[] blocks() {
        return IntStream.range(0, BLOCKS)
                .mapToObj(i -> ByteBuffer.wrap(bytes, i * BLOCK_BYTES, BLOCK_BYTES))
                .toArray(ByteBuffer[]::new);
    }

    private <T> T onThread(Callable<T> work) throws Exception {
        return thread.submit(work).get();
    }
}
