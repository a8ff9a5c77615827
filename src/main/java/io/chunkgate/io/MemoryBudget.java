package io.chunkgate.io;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The heap that the blocks of all downloads together should not exceed. While there is room, a download reads large blocks
 * and reads ahead. Without room it holds one small block at a time, which bounds the memory that stalled clients occupy. Safe
 * for any thread.
 */
public final class MemoryBudget {
    private static final int PART_OF_HEAP = 8;

    private final long roomBytes;
    private final AtomicLong held = new AtomicLong();

    /** Creates a budget of a fixed part of the maximum heap. */
    public MemoryBudget() {
        this(Runtime.getRuntime().maxMemory() / PART_OF_HEAP);
    }

    public MemoryBudget(long roomBytes) {
        this.roomBytes = roomBytes;
    }

    /** Whether a download may hold more than its minimum. */
    public boolean hasRoom() {
        return held.get() < roomBytes;
    }

    /** Returns the bytes that all downloads hold. */
    public long held() {
        return held.get();
    }

    /** Opens the share of one download. */
    public Share open() {
        return new Share();
    }

    /** The blocks that one download holds, oldest first; used from its context only. */
    public final class Share {
        private final Deque<Integer> blocks = new ArrayDeque<>();
        private int releasedOfOldest;
        private boolean closed;

        public boolean hasRoom() {
            return MemoryBudget.this.hasRoom();
        }

        /** Counts a block; does nothing when the share is closed. */
        public void hold(int blockLength) {
            if (closed) {
                return;
            }
            blocks.add(blockLength);
            held.addAndGet(blockLength);
        }

        /** Releases bytes in the order of the blocks; a block is released when the socket took its last byte. */
        public void release(int byteCount) {
            releasedOfOldest += byteCount;
            while (!blocks.isEmpty() && releasedOfOldest >= blocks.element()) {
                int oldest = blocks.remove();
                releasedOfOldest -= oldest;
                held.addAndGet(-oldest);
            }
        }

        /** Releases all blocks. */
        public void close() {
            closed = true;
            blocks.forEach(length -> held.addAndGet(-length));
            blocks.clear();
        }
    }
}
