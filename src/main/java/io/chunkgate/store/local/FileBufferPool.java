package io.chunkgate.store.local;

import io.chunkgate.io.internal.VertxInternals;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.concurrent.LinkedBlockingDeque;

/**
 * Reads files into direct memory, which sockets send without a copy. Released blocks are reused; the garbage collector frees
 * a block that is not released. Safe for any thread.
 */
final class FileBufferPool {
    /** Longer reads, and reads of less than half of it, use heap memory. */
    static final int BLOCK_BYTES = 256 * 1024;

    private static final int MAX_POOLED = 128;

    private final LinkedBlockingDeque<ByteBuf> pool = new LinkedBlockingDeque<>(MAX_POOLED);

    /** Reads that many bytes at a position, fewer at the end of the file. Blocks. */
    Buffer read(FileChannel file, long position, int length) throws IOException {
        ByteBuf block = take(length);
        return VertxInternals.buffer(block.setIndex(0, fill(block, file, position, length)));
    }

    /** Reads a small file into memory of its own, which can be written to several sockets at once. Blocks. */
    static ByteBuf readWhole(FileChannel file, int length) throws IOException {
        ByteBuf bytes = Unpooled.wrappedBuffer(ByteBuffer.allocateDirect(length));
        return Unpooled.unreleasableBuffer(bytes.setIndex(0, fill(bytes, file, 0, length)));
    }

    /** Releases a buffer of {@link #read} that is no longer used. */
    void release(Buffer buffer) {
        ByteBuf bytes = VertxInternals.byteBuf(buffer);
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
        // Not from Netty's allocator: a buffer that is not released would leak.
        return used != null ? used : Unpooled.wrappedBuffer(ByteBuffer.allocateDirect(BLOCK_BYTES));
    }
}
