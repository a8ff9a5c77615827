package io.chunkgate.store.s3.read;

import io.chunkgate.io.internal.VertxInternals;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.vertx.core.buffer.Buffer;
import java.nio.ByteBuffer;
import java.util.concurrent.LinkedBlockingDeque;

/**
 * Direct memory for read-ahead windows, which sockets send without a copy. Released windows are reused; the garbage collector
 * frees a window that is not released. Safe for any thread.
 */
public final class WindowBufferPool {
    /** Longer windows, and windows of less than half of it, use heap memory. */
    static final int WINDOW_BYTES = 1024 * 1024;

    private static final int MAX_POOLED = 16;

    private final LinkedBlockingDeque<ByteBuf> pool = new LinkedBlockingDeque<>(MAX_POOLED);

    /** An empty buffer with at least that capacity. */
    ByteBuf take(int length) {
        if (length > WINDOW_BYTES || length < WINDOW_BYTES / 2) {
            return onHeap(length);
        }
        ByteBuf used = pool.pollFirst();
        // Not from Netty's allocator: a buffer that is not released would leak.
        return used != null
                ? used
                : Unpooled.wrappedBuffer(ByteBuffer.allocateDirect(WINDOW_BYTES))
                        .clear();
    }

    static ByteBuf onHeap(int length) {
        return Unpooled.wrappedBuffer(new byte[length]).clear();
    }

    /** Releases a buffer of {@link #take} that is no longer used. */
    void release(Buffer buffer) {
        ByteBuf memory = of(buffer);
        if (memory.isDirect()) {
            pool.offerFirst(memory.clear());
        }
    }

    /** The memory of a buffer or of a slice of it. */
    static ByteBuf of(Buffer buffer) {
        ByteBuf memory = VertxInternals.byteBuf(buffer);
        while (memory.unwrap() != null) {
            memory = memory.unwrap();
        }
        return memory;
    }
}
