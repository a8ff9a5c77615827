package io.chunkgate.store.s3.upload;

import io.chunkgate.io.BufferPool;
import io.chunkgate.store.s3.client.PutBody;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.vertx.core.Future;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * The bytes of an upload that are not stored yet, in buffers of the {@link BufferPool}. Views stay valid while bytes are
 * appended, and after {@link #release} too: memory that may still be in use is left to the garbage collector.
 *
 * <p>The buffers double up to a limit, so that a small file uses little memory and a large one few buffers.
 */
final class BlockBuffer {
    private static final int FIRST_BYTES = 16 * 1024;
    private static final int MOST_BYTES = 256 * 1024;

    private final BufferPool pool;
    private final long start;
    private final List<ByteBuf> parts = new ArrayList<>();
    private final AtomicInteger users = new AtomicInteger();
    private int length;

    /** @param start of the first byte in the file */
    BlockBuffer(BufferPool pool, long start) {
        this.pool = pool;
        this.start = start;
    }

    long start() {
        return start;
    }

    int length() {
        return length;
    }

    long end() {
        return start + length;
    }

    /** Appends that many readable bytes. */
    void append(ByteBuf data, int count) {
        int left = count;
        int partStart = 0;
        for (int i = 0; left > 0; i++) {
            if (i == parts.size()) {
                parts.add(i == 0 ? Unpooled.buffer(Math.min(left, FIRST_BYTES), FIRST_BYTES) : pool.allocate(size(i)));
            }
            ByteBuf part = parts.get(i);
            int at = length - partStart;
            int taken = Math.min(left, size(i) - at);
            if (taken > 0) {
                part.writerIndex(at).writeBytes(data, taken);
                length += taken;
                left -= taken;
            }
            partStart += size(i);
        }
    }

    private static int size(int index) {
        return index == 0 ? FIRST_BYTES : Math.min(MOST_BYTES, FIRST_BYTES << Math.min(index - 1, 4));
    }

    /** Drops the bytes after a length. */
    void truncate(int newLength) {
        length = newLength;
    }

    /** Views as the body of a PUT; {@link #sent} is called when the PUT has succeeded. */
    PutBody body(ByteBuffer... views) {
        return PutBody.of(users::incrementAndGet, views);
    }

    /** The server has the body. When it was sent more than once, an earlier attempt may still be under way. */
    void sent() {
        users.decrementAndGet();
    }

    /** Work that reads views until its result is there. */
    <T> Future<T> read(Supplier<Future<T>> work) {
        users.incrementAndGet();
        return work.get().onComplete(done -> users.decrementAndGet());
    }

    /** A range of the file, without a copy. */
    ByteBuffer[] view(long from, long to) {
        List<ByteBuffer> views = new ArrayList<>();
        int begin = (int) (from - start);
        int end = (int) (to - start);
        int partStart = 0;
        for (int i = 0; partStart < end; i++) {
            int first = Math.max(begin, partStart) - partStart;
            int last = Math.min(end - partStart, size(i));
            if (first < last) {
                views.add(parts.get(i).nioBuffer(first, last - first));
            }
            partStart += size(i);
        }
        return views.toArray(new ByteBuffer[0]);
    }

    /** Fills the target with bytes of the file from a position, at most to an end; returns how many. */
    int fill(ByteBuffer target, long from, long end) {
        int count = (int) Math.max(0, Math.min(target.remaining(), end - from));
        for (ByteBuffer view : view(from, from + count)) {
            target.put(view);
        }
        return count;
    }

    /** Returns the memory to the pool. The buffer is not used after that. */
    void release() {
        if (users.get() == 0) {
            parts.forEach(ByteBuf::release);
        }
        parts.clear();
    }
}
