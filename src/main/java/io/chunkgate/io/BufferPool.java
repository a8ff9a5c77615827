package io.chunkgate.io;

import io.chunkgate.io.internal.DirectMemory;
import io.chunkgate.io.internal.VertxInternals;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.buffer.UnpooledDirectByteBuf;
import io.netty.channel.EventLoop;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.shareddata.LocalMap;
import io.vertx.core.shareddata.Shareable;
import java.lang.ref.Cleaner;
import java.nio.ByteBuffer;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Direct memory for the bytes of files, sockets and buckets, which is used again when it is released. There is one pool per
 * Vert.x. {@link MemoryBudget} decides who may allocate; the pool bounds its direct memory, beyond which buffers are on the
 * heap.
 *
 * <p>The garbage collector frees a buffer that is lost without a release, and the pool no longer counts it. Safe for any
 * thread.
 */
public final class BufferPool implements Shareable {
    /** Longer buffers are on the heap. */
    static final int MAX_BYTES = 1024 * 1024;

    private static final int MIN_BYTES = 16 * 1024;
    private static final int PART_OF_HEAP = 8;

    private final long capacity;
    private final AtomicLong allocated = new AtomicLong();
    private final AtomicLong free = new AtomicLong();
    private final Cleaner cleaner = Cleaner.create();
    /** Free memory by size, smallest first: powers of two. */
    private final List<Deque<Memory>> sizes = Stream.iterate(MIN_BYTES, bytes -> bytes <= MAX_BYTES, bytes -> bytes * 2)
            .<Deque<Memory>>map(bytes -> new ConcurrentLinkedDeque<>())
            .toList();

    private final Map<EventLoop, SocketBlock> blocks = new ConcurrentHashMap<>();

    /** @param count runs once, when the memory is freed */
    private record Memory(ByteBuffer bytes, Cleaner.Cleanable count) {}

    /** Creates a pool of a fixed part of the maximum heap. */
    public BufferPool() {
        this(Runtime.getRuntime().maxMemory() / PART_OF_HEAP);
    }

    /** @param capacity of direct memory, in bytes */
    public BufferPool(long capacity) {
        this.capacity = capacity;
    }

    /** Returns the pool that all listeners and stores of a Vert.x share. */
    public static BufferPool of(Vertx vertx) {
        LocalMap<String, BufferPool> shared = vertx.sharedData().getLocalMap("chunkgate.buffers");
        return shared.computeIfAbsent("pool", key -> new BufferPool());
    }

    /** Returns the bytes of direct memory, in use or not. */
    public long allocatedBytes() {
        return allocated.get();
    }

    /** Returns the bytes of direct memory in use. */
    public long usedBytes() {
        return allocated.get() - free.get();
    }

    /** Returns an empty buffer with room for so many bytes and one reference; the last release returns it to the pool. */
    public ByteBuf allocate(int capacity) {
        ByteBuf direct = tryAllocate(capacity);
        return direct == null ? Unpooled.wrappedBuffer(new byte[capacity]).clear() : direct;
    }

    /** As {@link #allocate}, or null where that would be on the heap. */
    @Nullable
    ByteBuf tryAllocate(int capacity) {
        if (capacity > MAX_BYTES) {
            return null;
        }
        int index = Math.max(0, Integer.SIZE - Integer.numberOfLeadingZeros((capacity - 1) / MIN_BYTES));
        Memory memory = take(sizes.get(index));
        if (memory == null) {
            memory = create(MIN_BYTES << index);
        }
        return memory == null ? null : new PooledBuffer(memory);
    }

    /** Releases a pooled buffer; call once. A composite releases every component; other buffers are ignored. */
    public static void release(Buffer buffer) {
        release(VertxInternals.memory(buffer));
    }

    private static void release(ByteBuf buffer) {
        if (buffer instanceof CompositeByteBuf parts) {
            for (int i = 0; i < parts.numComponents(); i++) {
                release(parts.internalComponent(i));
            }
        } else if (buffer.unwrap() != null) {
            release(buffer.unwrap());
        } else if (buffer instanceof PooledBuffer pooled) {
            pooled.release();
        }
    }

    /** Returns the block that the sockets of an event loop fill. */
    SocketBlock socketBlock(EventLoop loop) {
        return blocks.computeIfAbsent(loop, any -> new SocketBlock(this));
    }

    private @Nullable Memory take(Deque<Memory> size) {
        Memory memory = size.pollFirst();
        if (memory != null) {
            free.addAndGet(-memory.bytes.capacity());
        }
        return memory;
    }

    private @Nullable Memory create(int bytes) {
        while (allocated.addAndGet(bytes) > capacity) {
            allocated.addAndGet(-bytes);
            if (!dropOne()) {
                return null;
            }
        }
        ByteBuffer memory = ByteBuffer.allocateDirect(bytes);
        AtomicLong count = allocated; // The action must not refer to the memory.
        return new Memory(memory, cleaner.register(memory, () -> count.addAndGet(-bytes)));
    }

    /** Frees the memory that is not in use. */
    public void dropUnused() {
        for (Deque<Memory> size : sizes) {
            for (Memory unused = take(size); unused != null; unused = take(size)) {
                drop(unused);
            }
        }
    }

    /** Drops unused memory of another size, and returns whether this made room. */
    private boolean dropOne() {
        for (Deque<Memory> size : sizes) {
            Memory unused = take(size);
            if (unused != null) {
                return drop(unused);
            }
        }
        return false;
    }

    /** Where the memory cannot be freed at once it counts until the garbage collector frees it. */
    private static boolean drop(Memory unused) {
        boolean freed = DirectMemory.tryFree(unused.bytes);
        if (freed) {
            unused.count.clean();
        }
        return freed;
    }

    /** A buffer whose last release returns its memory. A new one for each use, so that a late user of it fails. */
    private final class PooledBuffer extends UnpooledDirectByteBuf {
        private final Memory memory;

        PooledBuffer(Memory memory) {
            super(UnpooledByteBufAllocator.DEFAULT, memory.bytes, memory.bytes.capacity());
            this.memory = memory;
            clear();
        }

        @Override
        protected void deallocate() {
            super.deallocate();
            int index = Integer.numberOfTrailingZeros(memory.bytes.capacity() / MIN_BYTES);
            free.addAndGet(memory.bytes.capacity());
            sizes.get(index).offerFirst(memory);
        }
    }
}
