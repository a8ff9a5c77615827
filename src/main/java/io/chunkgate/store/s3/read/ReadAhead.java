package io.chunkgate.store.s3.read;

import io.chunkgate.store.s3.client.Contexts;
import io.chunkgate.store.s3.client.TransferMemory;
import io.netty.buffer.ByteBuf;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * Reads a file with few requests when it is read sequentially: from the second read on it requests large windows ahead, and
 * returns slices of them. A read at another position requests only its own range. Used from one context.
 */
final class ReadAhead {
    private static final int WINDOWS_AHEAD = 3;
    private static final int MOST_IN_USE = 8;

    private final Context context;
    private final BlockReader reader;
    private final TransferMemory memory;
    private final WindowBufferPool pool;
    private final Deque<Window> windows = new ArrayDeque<>();
    /** The latest windows with slices in use, which may be released or not; oldest first. */
    private final Deque<Window> inUse = new ArrayDeque<>();

    private long expected = -1;

    /** @param context where results arrive */
    ReadAhead(Context context, BlockReader reader, TransferMemory memory, WindowBufferPool pool) {
        this.context = context;
        this.reader = reader;
        this.memory = memory;
        this.pool = pool;
    }

    /** See {@link io.chunkgate.store.StoredFile#read}. */
    Future<Buffer> read(long position, int length) {
        boolean inOrder = position == expected;
        long end = Math.min(position + length, reader.end());
        expected = end;
        if (!inOrder) {
            close();
            return Contexts.here(context, reader.read(position, length));
        }
        releaseBefore(position);
        cover(position, end);
        if (windows.isEmpty()) {
            return Contexts.here(context, reader.read(position, length));
        }
        return join(position, end);
    }

    /** See {@link io.chunkgate.store.StoredFile#release}. */
    void release(Buffer buffer) {
        ByteBuf bytes = WindowBufferPool.of(buffer);
        for (Window window : inUse) {
            if (window.isIn(bytes)) {
                recycle(window);
                return;
            }
        }
    }

    /** Releases the windows that were read ahead. */
    void close() {
        windows.forEach(this::release);
        windows.clear();
    }

    /** A range of the file with the number of its users: this reader, until it is read, and the slices in use. */
    private static final class Window {
        private final long start;
        private final long end;
        private final Future<Buffer> bytes;
        private int users = 1;

        Window(long start, long end, Future<Buffer> bytes) {
            this.start = start;
            this.end = end;
            this.bytes = bytes;
        }

        Future<Buffer> slice(long from, long to) {
            int first = (int) (Math.max(from, start) - start);
            int last = (int) (Math.min(to, end) - start);
            return bytes.map(all -> all.slice(first, last));
        }

        @SuppressWarnings("ReferenceEquality") // The identity of the memory matters, not its content.
        boolean isIn(ByteBuf memory) {
            return bytes.succeeded() && WindowBufferPool.of(bytes.result()) == memory;
        }
    }

    private void releaseBefore(long position) {
        while (!windows.isEmpty() && windows.peek().end <= position) {
            release(windows.remove());
        }
    }

    /** Requests the windows of the range, and further ones while memory is available. A window is within one block. */
    private void cover(long position, long end) {
        long covered = windows.isEmpty() ? position : windows.getLast().end;
        while (covered < end || (windows.size() < WINDOWS_AHEAD && covered < reader.end())) {
            if (covered >= end && !memory.hasRoom(WindowBufferPool.WINDOW_BYTES)) {
                return;
            }
            long wanted = memory.isShort() ? end - covered : WindowBufferPool.WINDOW_BYTES;
            long windowEnd = Math.min(covered + wanted, reader.blockEnd(covered));
            windows.add(new Window(covered, windowEnd, reader.read(covered, (int) (windowEnd - covered), pool::take)));
            memory.hold(windowEnd - covered);
            covered = windowEnd;
        }
    }

    private Future<Buffer> join(long position, long end) {
        List<Window> needed =
                windows.stream().filter(window -> window.start < end).toList();
        List<Future<Buffer>> parts =
                needed.stream().map(window -> window.slice(position, end)).toList();
        needed.forEach(this::use);
        if (parts.size() == 1) {
            return Contexts.here(context, parts.get(0));
        }
        return Contexts.here(context, Future.all(parts)).map(all -> {
            Buffer whole = Buffer.buffer((int) (end - position));
            all.<Buffer>list().forEach(whole::appendBuffer);
            needed.forEach(this::recycle);
            return whole;
        });
    }

    private void use(Window window) {
        window.users++;
        if (!inUse.contains(window)) {
            inUse.add(window);
        }
        if (inUse.size() > MOST_IN_USE) {
            inUse.remove();
        }
    }

    /** The last user returns the memory to the pool. */
    private void recycle(Window window) {
        window.users--;
        if (window.users == 0) {
            inUse.remove(window);
            window.bytes.onSuccess(pool::release);
        }
    }

    private void release(Window window) {
        window.bytes.onComplete(done -> memory.release(window.end - window.start));
        recycle(window);
    }
}
