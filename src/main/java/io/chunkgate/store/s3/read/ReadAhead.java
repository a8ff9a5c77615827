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
 * Reads a file by few requests where it is read in order: from the second piece on it asks for large windows, some of them
 * ahead, and gives out parts of them as they are. Who jumps about gets what he asks for and no more. Used from one context.
 */
final class ReadAhead {
    private static final int WINDOWS_AHEAD = 3;
    private static final int MOST_LENT = 8;

    private final Context context;
    private final BlockReader reader;
    private final TransferMemory memory;
    private final WindowBufferPool windowMemory;
    private final Deque<Window> windows = new ArrayDeque<>();
    /** Somebody has parts of them, which may come back or not; the latest ones, oldest first. */
    private final Deque<Window> lent = new ArrayDeque<>();

    private long expected = -1;

    /** @param context where results arrive */
    ReadAhead(Context context, BlockReader reader, TransferMemory memory, WindowBufferPool windowMemory) {
        this.context = context;
        this.reader = reader;
        this.memory = memory;
        this.windowMemory = windowMemory;
    }

    /** As {@link io.chunkgate.store.StoredFile#read}. */
    Future<Buffer> read(long position, int length) {
        boolean inOrder = position == expected;
        long end = Math.min(position + length, reader.end());
        expected = end;
        if (!inOrder) {
            close();
            return Contexts.here(context, reader.read(position, length));
        }
        drop(position);
        cover(position, end);
        if (windows.isEmpty()) {
            return Contexts.here(context, reader.read(position, length));
        }
        return join(position, end);
    }

    /** As {@link io.chunkgate.store.StoredFile#release}. */
    void release(Buffer buffer) {
        ByteBuf bytes = WindowBufferPool.of(buffer);
        for (Window window : lent) {
            if (window.liesIn(bytes)) {
                recycle(window);
                return;
            }
        }
    }

    /** Forgets what was read ahead. */
    void close() {
        windows.forEach(this::release);
        windows.clear();
    }

    /** A run of the file, and how many look at it: this, for as long as it may be read, and who has parts of it. */
    private static final class Window {
        private final long start;
        private final long end;
        private final Future<Buffer> bytes;
        private int holders = 1;

        Window(long start, long end, Future<Buffer> bytes) {
            this.start = start;
            this.end = end;
            this.bytes = bytes;
        }

        Future<Buffer> part(long from, long to) {
            int first = (int) (Math.max(from, start) - start);
            int behind = (int) (Math.min(to, end) - start);
            return bytes.map(all -> all.slice(first, behind));
        }

        @SuppressWarnings("ReferenceEquality") // Memory is the same or not, whatever is in it.
        boolean liesIn(ByteBuf memory) {
            return bytes.succeeded() && WindowBufferPool.of(bytes.result()) == memory;
        }
    }

    private void drop(long position) {
        while (!windows.isEmpty() && windows.peek().end <= position) {
            release(windows.remove());
        }
    }

    /** Asks for what the range needs, and for more as long as there is memory. A window lies in one block. */
    private void cover(long position, long end) {
        long covered = windows.isEmpty() ? position : windows.getLast().end;
        while (covered < end || (windows.size() < WINDOWS_AHEAD && covered < reader.end())) {
            if (covered >= end && !memory.hasRoom(WindowBufferPool.WINDOW_BYTES)) {
                return;
            }
            long wanted = memory.isShort() ? end - covered : WindowBufferPool.WINDOW_BYTES;
            long behind = Math.min(covered + wanted, reader.blockEnd(covered));
            windows.add(
                    new Window(covered, behind, reader.read(covered, (int) (behind - covered), windowMemory::take)));
            memory.hold(behind - covered);
            covered = behind;
        }
    }

    private Future<Buffer> join(long position, long end) {
        List<Window> needed =
                windows.stream().filter(window -> window.start < end).toList();
        List<Future<Buffer>> parts =
                needed.stream().map(window -> window.part(position, end)).toList();
        needed.forEach(this::lend);
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

    private void lend(Window window) {
        window.holders++;
        if (!lent.contains(window)) {
            lent.add(window);
        }
        if (lent.size() > MOST_LENT) {
            lent.remove();
        }
    }

    /** The last holder makes the memory free for others. */
    private void recycle(Window window) {
        window.holders--;
        if (window.holders == 0) {
            lent.remove(window);
            window.bytes.onSuccess(windowMemory::release);
        }
    }

    private void release(Window window) {
        window.bytes.onComplete(done -> memory.release(window.end - window.start));
        recycle(window);
    }
}
