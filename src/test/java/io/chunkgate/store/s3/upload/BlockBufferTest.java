package io.chunkgate.store.s3.upload;

import static org.assertj.core.api.Assertions.assertThat;

import io.chunkgate.io.BufferPool;
import io.netty.buffer.Unpooled;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BlockBufferTest {
    private static final int START = 1000;

    private final BufferPool pool = new BufferPool(64 * 1024 * 1024);
    private final BlockBuffer buffer = new BlockBuffer(pool, START);

    @Test
    void appendInManySizes_everyRangeIsReadBack() {
        byte[] bytes = bytes(1_500_000);
        int at = 0;
        for (int count = 1; at < bytes.length; count = 3 * count + 1) {
            int taken = Math.min(count, bytes.length - at);
            buffer.append(Unpooled.wrappedBuffer(bytes, at, taken), taken);
            at += taken;
        }

        assertThat(buffer.end()).isEqualTo(START + bytes.length);
        for (int from = 0; from < bytes.length; from += 49_999) {
            for (int to : new int[] {from + 1, Math.min(from + 300_000, bytes.length), bytes.length}) {
                assertThat(read(from, to)).isEqualTo(ByteBuffer.wrap(bytes, from, to - from));
            }
        }
    }

    @Test
    void truncateThenAppend_hasTheLaterBytes() {
        append(bytes(600_000));
        byte[] later = bytes(200_000);
        buffer.truncate(70_000);
        append(later);

        assertThat(buffer.length()).isEqualTo(270_000);
        assertThat(read(70_000, 270_000)).isEqualTo(ByteBuffer.wrap(later));
    }

    @Test
    void fewBytes_takeNoneOfThePool() {
        append(bytes(165));

        assertThat(pool.allocatedBytes()).isZero();
    }

    @Test
    void release_afterOneAttempt_returnsTheMemory() {
        append(bytes(1_000_000));
        buffer.body(buffer.view(START, buffer.end())).onAttempt().run();
        buffer.sent();
        assertThat(pool.usedBytes()).isPositive();

        buffer.release();

        assertThat(pool.usedBytes()).isZero();
    }

    @Test
    void release_afterRepeatedAttempt_leavesTheMemoryToTheGarbageCollector() {
        byte[] bytes = bytes(1_000_000);
        append(bytes);
        ByteBuffer[] views = buffer.view(START, buffer.end());
        Runnable attempt = buffer.body(views).onAttempt();
        attempt.run();
        attempt.run();
        buffer.sent();

        buffer.release();
        overwrite();

        assertThat(join(views)).isEqualTo(ByteBuffer.wrap(bytes));
    }

    @Test
    void release_whileTheBytesAreRead_leavesTheMemoryToTheGarbageCollector() {
        byte[] bytes = bytes(1_000_000);
        append(bytes);
        ByteBuffer[] views = buffer.view(START, buffer.end());
        Promise<Void> work = Promise.promise();
        Future<Void> read = buffer.read(work::future);

        buffer.release();
        overwrite();

        assertThat(join(views)).isEqualTo(ByteBuffer.wrap(bytes));
        work.complete();
        assertThat(read.succeeded()).isTrue();
    }

    private void append(byte[] bytes) {
        buffer.append(Unpooled.wrappedBuffer(bytes), bytes.length);
    }

    private ByteBuffer read(int from, int to) {
        return join(buffer.view(START + from, START + to));
    }

    /** Takes and fills what is free in the pool. */
    private void overwrite() {
        for (int size = 16 * 1024; size <= 256 * 1024; size *= 2) {
            for (int i = 0; i < 8; i++) {
                pool.allocate(size).writeZero(size);
            }
        }
    }

    private static ByteBuffer join(ByteBuffer... views) {
        return Unpooled.wrappedBuffer(views).nioBuffer();
    }

    private static byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        new Random(count).nextBytes(bytes);
        return bytes;
    }
}
