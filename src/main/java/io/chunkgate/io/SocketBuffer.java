package io.chunkgate.io;

import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.buffer.UnpooledDirectByteBuf;
import java.lang.ref.Cleaner;
import java.nio.ByteBuffer;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A block of {@link SocketBufferPool}; it is kept for the next when its last reference is released. Safe for any thread. */
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

    /** An empty one, with one reference; null when all are in use, as many as a part of the heap would hold. */
    static @Nullable SocketBuffer take() {
        SocketBuffer used = FREE.pollFirst();
        if (used != null) {
            return used;
        }
        if (COUNT.incrementAndGet() > MAX_BLOCKS) {
            COUNT.decrementAndGet();
            return null;
        }
        SocketBuffer block = new SocketBuffer();
        CLEANER.register(block, COUNT::decrementAndGet); // Of those whose pieces somebody kept.
        return block;
    }

    @Override
    protected void deallocate() {
        clear();
        resetRefCnt();
        FREE.offerFirst(this);
    }
}
