package io.chunkgate.io;

import java.util.ArrayDeque;
import java.util.Deque;
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
    public boolean hasRoom() {
        return held.get() < roomBytes;
    }

    /** What all downloads together hold, in bytes. */
    public long held() {
        return held.get();
    }

    /** The part of one download. */
    public Share open() {
        return new Share();
    }

    /** The blocks that one download holds, oldest first; used from its context alone. */
    public final class Share {
        private final Deque<Integer> blocks = new ArrayDeque<>();
        private int takenOfOldest;
        private boolean closed;

        public boolean hasRoom() {
            return MemoryBudget.this.hasRoom();
        }

        /** Counts a block; none when the share is closed already, and the block will be dropped. */
        public void hold(int blockLength) {
            if (closed) {
                return;
            }
            blocks.add(blockLength);
            held.addAndGet(blockLength);
        }

        /** Counts blocks back when the socket took the last of their bytes: until then a block is held whole. */
        public void taken(int byteCount) {
            takenOfOldest += byteCount;
            while (!blocks.isEmpty() && takenOfOldest >= blocks.element()) {
                int oldest = blocks.remove();
                takenOfOldest -= oldest;
                held.addAndGet(-oldest);
            }
        }

        /** Counts back whatever is left. */
        public void close() {
            closed = true;
            blocks.forEach(length -> held.addAndGet(-length));
            blocks.clear();
        }
    }
}
