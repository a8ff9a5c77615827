package io.chunkgate.io;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.util.UncheckedBooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets a socket be read into {@link SocketBufferPool}, where nothing lies between the socket and who takes the bytes. Of one
 * connection; used on its event loop.
 */
public final class SocketReads implements RecvByteBufAllocator {
    /** What is left of a block is used unless it is less, and less than is wanted. */
    private static final int LEAST_BYTES = 32 * 1024;

    private final RecvByteBufAllocator sizes;
    private boolean enabled;

    /** @param sizes says how much to read at a time, and where to before {@link #enable} */
    public SocketReads(RecvByteBufAllocator sizes) {
        this.sizes = sizes;
    }

    /** From now on: whoever takes the bytes gives them back. */
    public void enable() {
        enabled = true;
    }

    @Override
    public ExtendedHandle newHandle() {
        return new BlockHandle((ExtendedHandle) sizes.newHandle());
    }

    private final class BlockHandle extends DelegatingHandle implements ExtendedHandle {
        private final ExtendedHandle sizes;
        private @Nullable SocketBuffer block;

        BlockHandle(ExtendedHandle sizes) {
            super(sizes);
            this.sizes = sizes;
        }

        @Override
        public ByteBuf allocate(ByteBufAllocator other) {
            int wanted = guess();
            SocketBuffer found = enabled ? SocketBufferPool.blockFor(Math.min(wanted, LEAST_BYTES)) : null;
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
