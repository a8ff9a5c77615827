package io.chunkgate.io;

import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.buffer.UnpooledDirectByteBuf;
import java.lang.ref.Cleaner;
import java.nio.ByteBuffer;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A block of {@link SocketBufferPool}; returns to the pool when its last reference is released. Safe for any thread. */
final class SocketBuffer extends UnpooledDirectByteBuf {
    static final int BYTES = 512 * 1024;

    private static final int PART_OF_HEAP = 8;
    private static final long MAX_BLOCKS = Runtime.getRuntime().maxMemory() / PART_OF_HEAP / BYTES;

    private static final ConcurrentLinkedDeque<SocketBuffer> FREE = new ConcurrentLinkedDeque<>();
    private static final AtomicInteger COUNT = new AtomicInteger();
    private static final Cleaner CLEANER = Cleaner.create();

    private SocketBuffer() {
        super(UnpooledByteBufAllocator.DEFAULT, ByteBuffer.allocateDirect(BYTES), BYTES);
        clear();
    }

    /** Returns an empty block with one reference, or null when the maximum of blocks is in use. */
    static @Nullable SocketBuffer take() {
        SocketBuffer free = FREE.pollFirst();
        if (free != null) {
            return free;
        }
        if (COUNT.incrementAndGet() > MAX_BLOCKS) {
            COUNT.decrementAndGet();
            return null;
        }
        SocketBuffer block = new SocketBuffer();
        CLEANER.register(block, COUNT::decrementAndGet); // For blocks that were never released.
        return block;
    }

    @Override
    protected void deallocate() {
        clear();
        resetRefCnt();
        FREE.offerFirst(this);
    }
}
