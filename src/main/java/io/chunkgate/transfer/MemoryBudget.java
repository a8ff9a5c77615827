package io.chunkgate.transfer;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How much of the heap the blocks of all downloads together may take before each is kept short. While there is room a
 * download reads large blocks, and ahead; without room it holds one small block at a time, so that a thousand clients
 * that take nothing cost a thousand small blocks. Safe for any thread.
 */
public final class MemoryBudget {
    private static final int PART_OF_HEAP = 8;

    private final long roomBytes;
    private final AtomicLong held = new AtomicLong();

    /** A part of the heap that this JVM may take. */
    public MemoryBudget() {
        this(Runtime.getRuntime().maxMemory() / PART_OF_HEAP);
    }

    /** Of so many bytes. */
    public MemoryBudget(long roomBytes) {
        this.roomBytes = roomBytes;
    }

    /** Whether there is room for more than each download needs. */
    boolean hasRoom() {
        return held.get() < roomBytes;
    }

    /** The part of one download. */
    public Share open() {
        return new Share();
    }

    /** What one download holds; used from its context alone. */
    public final class Share {
        private long bytes;

        boolean hasRoom() {
            return MemoryBudget.this.hasRoom();
        }

        /** Counts a block from the moment it is asked for. */
        void take(long byteCount) {
            bytes += byteCount;
            held.addAndGet(byteCount);
        }

        /** Counts back what the socket took. */
        void give(long byteCount) {
            bytes -= byteCount;
            held.addAndGet(-byteCount);
        }

        /** Counts back whatever is left. */
        void close() {
            give(bytes);
        }
    }
}
