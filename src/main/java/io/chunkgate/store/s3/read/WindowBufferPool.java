package io.chunkgate.store.s3.read;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import java.nio.ByteBuffer;
import java.util.concurrent.LinkedBlockingDeque;

/**
 * Direct memory for what is read ahead, which sockets take as it is. Windows that come back are used again; one that does
 * not, as its request or its download ended badly, is the garbage collector's. Safe for any thread.
 */
public final class WindowBufferPool {
    /** Longer pieces, and pieces below half of it, get memory of the heap. */
    static final int WINDOW_BYTES = 1024 * 1024;

    private static final int MAX_POOLED = 16;

    private final LinkedBlockingDeque<ByteBuf> pool = new LinkedBlockingDeque<>(MAX_POOLED);

    /** Empty, with room for so many bytes at least. */
    ByteBuf take(int length) {
        if (length > WINDOW_BYTES || length < WINDOW_BYTES / 2) {
            return onHeap(length);
        }
        ByteBuf used = pool.pollFirst();
        // Not of Netty's allocator, whose memory nobody frees when it is not given back.
        return used != null
                ? used
                : Unpooled.wrappedBuffer(ByteBuffer.allocateDirect(WINDOW_BYTES))
                        .clear();
    }

    static ByteBuf onHeap(int length) {
        return Unpooled.wrappedBuffer(new byte[length]).clear();
    }

    /** Takes back a buffer with what {@link #take} returned, which nobody looks at any more. */
    void release(Buffer buffer) {
        ByteBuf memory = of(buffer);
        if (memory.isDirect()) {
            pool.offerFirst(memory.clear());
        }
    }

    /** The memory that a buffer, or a slice of it, lies in. */
    static ByteBuf of(Buffer buffer) {
        ByteBuf memory = ((BufferInternal) buffer).getByteBuf();
        while (memory.unwrap() != null) {
            memory = memory.unwrap();
        }
        return memory;
    }
}
