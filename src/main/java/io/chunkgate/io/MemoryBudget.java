package io.chunkgate.io;

import io.chunkgate.io.internal.VertxInternals;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.shareddata.LocalMap;
import io.vertx.core.shareddata.Shareable;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The bound on the memory that all clients together make the gateway hold: frames and messages that are not complete,
 * uploaded bytes that are not stored, chunks that clients have not taken. There is one budget per Vert.x, for all listeners.
 *
 * <p>A holder, such as a connection or a transfer, opens a {@link Share} and reserves bytes <em>before</em> it allocates them.
 * Without room it stops reading its client until there is room, or refuses the request. Safe for any thread.
 */
public final class MemoryBudget implements Shareable {
    /** The rest of the heap is for connections, the allowances of shares and the program. */
    private static final int PART_OF_HEAP = 4;
    /** A share that holds this part of the budget gets no more, so that one client cannot starve all others. */
    private static final int PART_OF_SHARE = 4;

    private final long capacity;
    private final AtomicLong held = new AtomicLong();
    private final AtomicLong refusals = new AtomicLong();
    private final Queue<Waiter> waiting = new ConcurrentLinkedQueue<>();

    private record Waiter(long bytes, Runnable action) {}

    /** Creates a budget of a fixed part of the maximum heap. */
    public MemoryBudget() {
        this(Runtime.getRuntime().maxMemory() / PART_OF_HEAP);
    }

    /** @param capacity in bytes */
    public MemoryBudget(long capacity) {
        this.capacity = capacity;
    }

    /** Returns the budget that all listeners of a Vert.x share. */
    public static MemoryBudget of(Vertx vertx) {
        LocalMap<String, MemoryBudget> shared = vertx.sharedData().getLocalMap("chunkgate.memory");
        return shared.computeIfAbsent("budget", key -> new MemoryBudget());
    }

    /** Returns the maximum of bytes. */
    public long capacity() {
        return capacity;
    }

    /** Returns the bytes that all shares hold. */
    public long held() {
        return held.get();
    }

    /** Returns how often a reservation was refused. */
    public long refusals() {
        return refusals.get();
    }

    /** Whether not all of it is held. */
    public boolean hasRoom() {
        return held.get() < capacity;
    }

    /** Opens the share of one holder, without an allowance. */
    public Share open() {
        return open(0);
    }

    /** @param allowance bytes that the share may reserve without counting against the budget */
    public Share open(long allowance) {
        return new Share(allowance);
    }

    /**
     * Runs an action once, as soon as there is room for so many bytes; holders are served in the order of their calls. The action
     * runs on any thread: it schedules work on its own context, which tries again to reserve.
     */
    public void whenRoom(long bytes, Runnable action) {
        waiting.add(new Waiter(bytes, action));
        wake();
    }

    /** Wakes all whose bytes have room together: one that gives up does not stop those behind it. */
    private void wake() {
        long woken = 0;
        for (Waiter next = waiting.peek(); next != null; next = waiting.peek()) {
            woken += next.bytes();
            if (held.get() + woken > capacity) {
                return;
            }
            if (waiting.remove(next)) {
                next.action().run();
            }
        }
    }

    private boolean tryHold(long bytes) {
        long before = held.get();
        while (before + bytes <= capacity) {
            if (held.compareAndSet(before, before + bytes)) {
                return true;
            }
            before = held.get();
        }
        refusals.incrementAndGet();
        return false;
    }

    private void unhold(long bytes) {
        if (bytes > 0) {
            held.addAndGet(-bytes);
            wake();
        }
    }

    /** The bytes that one connection or transfer holds; used by one thread at a time, closed by its opener. */
    public final class Share {
        private final long allowance;
        private long reserved;
        private boolean closed;

        private Share(long allowance) {
            this.allowance = allowance;
        }

        public boolean hasRoom() {
            return MemoryBudget.this.hasRoom();
        }

        /** Whether a reservation of so many bytes would exceed this share's largest part, however much room there is. */
        public boolean isTooLarge(long bytes) {
            return beyondAllowance(reserved + bytes) > capacity / PART_OF_SHARE;
        }

        /** Returns the bytes that are reserved now, the allowance included. */
        public long reserved() {
            return reserved;
        }

        /**
         * Reserves bytes, from the allowance first. Returns false, and counts a refusal, when the budget has no room for them, or
         * this share has its largest part; nothing is reserved then.
         */
        public boolean tryReserve(long bytes) {
            long counted = beyondAllowance(reserved + bytes) - beyondAllowance(reserved);
            if (closed || isTooLarge(bytes) || (counted > 0 && !tryHold(counted))) {
                return false;
            }
            reserved += bytes;
            return true;
        }

        /**
         * As {@link #tryReserve}, but waits for room; succeeds on the context. Fails at once for more than the share's largest part,
         * and when the share is closed.
         */
        public Future<Void> reserveWhenRoom(Context context, long bytes) {
            if (tryReserve(bytes)) {
                return VertxInternals.succeeded(null);
            }
            if (closed || isTooLarge(bytes)) {
                return Future.failedFuture(new IllegalStateException(
                        "bytes: " + bytes + " (expected: of an open share, at most " + capacity / PART_OF_SHARE + ")"));
            }
            Promise<Void> reserved = VertxInternals.promise(context);
            whenRoom(
                    bytes,
                    () -> context.runOnContext(
                            v -> reserveWhenRoom(context, bytes).onComplete(reserved)));
            return reserved.future();
        }

        /** Reserves bytes that are held already, even beyond the budget; does nothing when the share is closed. */
        public void reserve(long bytes) {
            if (!closed) {
                held.addAndGet(beyondAllowance(reserved + bytes) - beyondAllowance(reserved));
                reserved += bytes;
            }
        }

        /** Releases bytes of {@link #tryReserve} and {@link #reserve}; does nothing when the share is closed. */
        public void unreserve(long bytes) {
            if (!closed) {
                long before = beyondAllowance(reserved);
                reserved -= bytes;
                unhold(before - beyondAllowance(reserved));
            }
        }

        /** Releases all; further calls do nothing. */
        public void close() {
            if (!closed) {
                closed = true;
                unhold(beyondAllowance(reserved));
            }
        }

        private long beyondAllowance(long bytes) {
            return Math.max(0, bytes - allowance);
        }
    }
}
