package io.chunkgate.io;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.EventLoop;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.util.UncheckedBooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Allocates the receive buffers of one connection from the {@link BufferPool}, so that no copy is needed. For connections
 * whose receiver gets the bytes as the socket read them. Used on the connection's event loop.
 */
public final class SocketReads implements RecvByteBufAllocator {
    /** The rest of a block is used if it has this many bytes, or as many as the read wants. */
    private static final int MIN_BYTES = 32 * 1024;

    private final SocketBlock blocks;
    private final RecvByteBufAllocator sizes;
    private boolean enabled;

    /** @param sizes guesses the size of reads, and allocates buffers before {@link #enable} */
    public SocketReads(BufferPool pool, EventLoop loop, RecvByteBufAllocator sizes) {
        this.blocks = pool.socketBlock(loop);
        this.sizes = sizes;
    }

    /** Starts to use the pool; the receiver must release the buffers from now on. */
    public void enable() {
        enabled = true;
    }

    @Override
    public ExtendedHandle newHandle() {
        return new BlockHandle((ExtendedHandle) sizes.newHandle());
    }

    private final class BlockHandle extends DelegatingHandle implements ExtendedHandle {
        private final ExtendedHandle sizes;
        private @Nullable ByteBuf block;

        BlockHandle(ExtendedHandle sizes) {
            super(sizes);
            this.sizes = sizes;
        }

        @Override
        public ByteBuf allocate(ByteBufAllocator other) {
            int wanted = guess();
            ByteBuf found = enabled ? blocks.withRoomFor(Math.min(wanted, MIN_BYTES)) : null;
            block = found;
            if (found == null) {
                return sizes.allocate(other);
            }
            int length = Math.min(wanted, found.writableBytes());
            return found.retainedSlice(found.writerIndex(), length).clear();
        }

        @Override
        public void lastBytesRead(int byteCount) {
            if (block != null && byteCount > 0) {
                block.writerIndex(block.writerIndex() + byteCount);
            }
            super.lastBytesRead(byteCount);
        }

        @Override
        public boolean continueReading(UncheckedBooleanSupplier maybeMore) {
            return sizes.continueReading(maybeMore);
        }
    }
}
