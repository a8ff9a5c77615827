package io.chunkgate.io;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * The block of pooled memory that all connections of an event loop fill with what they read, so that an idle connection holds
 * none. It returns to the pool when all of its slices are released. Used on the event loop.
 */
final class SocketBlock {
    static final int BYTES = 512 * 1024;

    private final BufferPool pool;
    private @Nullable ByteBuf current;

    SocketBlock(BufferPool pool) {
        this.pool = pool;
    }

    /** Returns a block with room for so many bytes, or null when they are too many or the pool is exhausted. */
    @Nullable
    ByteBuf withRoomFor(int length) {
        ByteBuf block = current;
        if (length == 0 || length > BYTES) {
            return null;
        }
        if (block != null && block.isWritable(length)) {
            return block;
        }
        if (block != null) {
            block.release();
        }
        ByteBuf next = pool.tryAllocate(BYTES);
        current = next;
        return next;
    }
}
