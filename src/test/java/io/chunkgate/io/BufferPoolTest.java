package io.chunkgate.io;

import static io.chunkgate.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chunkgate.testkit.DirectBuffers;
import io.netty.buffer.ByteBuf;
import io.netty.util.IllegalReferenceCountException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BufferPoolTest {
    private static final int KIB = 1024;

    private final BufferPool pool = new BufferPool(1024 * KIB);

    @ParameterizedTest
    @CsvSource({
        "0, 16",
        "1, 16",
        "16384, 16",
        "16385, 32",
        "32768, 32",
        "32769, 64",
        "262143, 256",
        "262144, 256",
        "1048576, 1024"
    })
    void buffer_hasTheNextSize(int wanted, int kib) {
        ByteBuf buffer = pool.allocate(wanted);
        assertThat(buffer.isDirect()).isTrue();
        assertThat(buffer.capacity()).isEqualTo((long) kib * KIB);
        assertThat(buffer.isReadable()).isFalse();
        assertThat(pool.usedBytes()).isEqualTo((long) kib * KIB);
        buffer.release();
        assertThat(pool.usedBytes()).isZero();
        assertThat(pool.allocatedBytes()).isEqualTo((long) kib * KIB);
    }

    @Test
    void releasedMemory_isUsedAgain_whenTheLastSliceIsReleased() {
        ByteBuf first = pool.allocate(100);
        ByteBuf slice = first.writeZero(10).retainedSlice(2, 3);
        first.release();
        pool.allocate(100).release();
        assertThat(pool.allocatedBytes()).isEqualTo(2 * 16 * KIB);
        slice.release();
        List<ByteBuf> both = List.of(pool.allocate(100), pool.allocate(100));
        assertThat(pool.allocatedBytes()).isEqualTo(2 * 16 * KIB);
        both.forEach(ByteBuf::release);
    }

    @Test
    void releasedBuffer_failsEveryFurtherUse() {
        ByteBuf buffer = pool.allocate(100);
        buffer.release();
        ByteBuf next = pool.allocate(100);
        assertThatThrownBy(buffer::release).isInstanceOf(IllegalReferenceCountException.class);
        assertThatThrownBy(() -> buffer.writeByte(1)).isInstanceOf(IllegalReferenceCountException.class);
        assertThat(next.refCnt()).isEqualTo(1);
        next.release();
    }

    @Test
    void memoryBeyondTheBound_isOnTheHeap() {
        List<ByteBuf> all = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            all.add(pool.allocate(256 * KIB));
        }
        assertThat(all).extracting(ByteBuf::isDirect).containsExactly(true, true, true, true, false);
        assertThat(all.get(4).capacity()).isEqualTo(256 * KIB);
        assertThat(pool.allocatedBytes()).isEqualTo(1024 * KIB);
        all.forEach(ByteBuf::release);
        assertThat(pool.allocate(2048 * KIB).isDirect()).isFalse();
    }

    @Test
    void freeMemory_makesRoomForAnotherSize() {
        List<ByteBuf> small = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
            small.add(pool.allocate(1));
        }
        small.forEach(ByteBuf::release);
        ByteBuf large = pool.allocate(1024 * KIB);
        assertThat(large.isDirect()).isTrue();
        assertThat(pool.allocatedBytes()).isEqualTo(1024 * KIB);
        large.release();
    }

    @Test
    void memoryDroppedForAnotherSize_isFreedAtOnce() {
        long before = DirectBuffers.bytes();
        for (int i = 0; i < 100; i++) {
            pool.allocate(1024 * KIB).release();
            pool.allocate(1).release();
        }
        assertThat(DirectBuffers.bytes() - before).isLessThan(50 * 1024 * KIB);
    }

    @Test
    void lostBuffer_isNoLongerCounted() {
        for (int i = 0; i < 4; i++) {
            pool.allocate(256 * KIB).writeByte(i);
        }
        eventually(pool::allocatedBytes, () -> {
            System.gc();
            return pool.allocatedBytes() == 0;
        });
        assertThat(pool.usedBytes()).isZero();
    }
}
