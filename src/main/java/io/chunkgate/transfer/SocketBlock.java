package io.chunkgate.transfer;

import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.buffer.UnpooledDirectByteBuf;
import java.lang.ref.Cleaner;
import java.nio.ByteBuffer;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A block of {@link SocketBlocks}; it is kept for the next when its last reference is released. Safe for any thread. */
final class SocketBlock extends UnpooledDirectByteBuf {
    static final int BYTES = 512 * 1024;

    private static final int PART_OF_HEAP = 8;
    private static final long MAX_BLOCKS = Runtime.getRuntime().maxMemory() / PART_OF_HEAP / BYTES;

    private static final ConcurrentLinkedDeque<SocketBlock> FREE = new ConcurrentLinkedDeque<>();
    private static final AtomicInteger COUNT = new AtomicInteger();
    private static final Cleaner CLEANER = Cleaner.create();

    private SocketBlock() {
        super(UnpooledByteBufAllocator.DEFAULT, ByteBuffer.allocateDirect(BYTES), BYTES);
        clear();
    }

    /** An empty one, with one reference; null when all are in use, as many as a part of the heap would hold. */
    static @Nullable SocketBlock take() {
        SocketBlock used = FREE.pollFirst();
        if (used != null) {
            return used;
        }
        if (COUNT.incrementAndGet() > MAX_BLOCKS) {
            COUNT.decrementAndGet();
            return null;
        }
        SocketBlock block = new SocketBlock();
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
