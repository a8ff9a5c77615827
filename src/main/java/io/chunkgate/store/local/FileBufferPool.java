package io.chunkgate.store.local;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.concurrent.LinkedBlockingDeque;

/**
 * Reads files into direct memory, which sockets take as it is. Blocks that come back are used again, still warm; one that
 * does not, as its download ended badly, is the garbage collector's. Safe for any thread.
 */
final class FileBufferPool {
    /** Longer pieces, and pieces below half of it, get memory of the heap. */
    static final int BLOCK_BYTES = 256 * 1024;

    private static final int MAX_POOLED = 128;

    private final LinkedBlockingDeque<ByteBuf> pool = new LinkedBlockingDeque<>(MAX_POOLED);

    /** Reads that many bytes at a position, fewer where the file ends. Blocks. */
    Buffer read(FileChannel file, long position, int length) throws IOException {
        ByteBuf block = take(length);
        return BufferInternal.buffer(block.setIndex(0, fill(block, file, position, length)));
    }

    /** Reads a small file into memory of its own, which may be written to any number of sockets at once. Blocks. */
    static ByteBuf readWhole(FileChannel file, int length) throws IOException {
        ByteBuf bytes = Unpooled.wrappedBuffer(ByteBuffer.allocateDirect(length));
        return Unpooled.unreleasableBuffer(bytes.setIndex(0, fill(bytes, file, 0, length)));
    }

    /** Takes back what {@link #read} returned, which nobody looks at any more. */
    void release(Buffer buffer) {
        ByteBuf bytes = ((BufferInternal) buffer).getByteBuf();
        while (bytes.unwrap() != null) {
            bytes = bytes.unwrap();
        }
        if (bytes.isDirect()) {
            pool.offerFirst(bytes);
        }
    }

    private static int fill(ByteBuf block, FileChannel file, long position, int length) throws IOException {
        ByteBuffer bytes = block.internalNioBuffer(0, length);
        int start = bytes.position();
        int count = 0;
        while (bytes.hasRemaining() && count >= 0) {
            count = file.read(bytes, position + bytes.position() - start);
        }
        return bytes.position() - start;
    }

    private ByteBuf take(int length) {
        if (length > BLOCK_BYTES || length < BLOCK_BYTES / 2) {
            return Unpooled.wrappedBuffer(new byte[length]);
        }
        ByteBuf used = pool.pollFirst();
        // Not of Netty's allocator, whose memory nobody frees when it is not given back.
        return used != null ? used : Unpooled.wrappedBuffer(ByteBuffer.allocateDirect(BLOCK_BYTES));
    }
}
