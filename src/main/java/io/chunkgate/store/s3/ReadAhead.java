package io.chunkgate.store.s3;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Reads a file by few requests where it is read in order: from the second piece on it asks for large windows, some of them
 * ahead. Who jumps about gets what he asks for and no more. Used from one context.
 */
final class ReadAhead {
    static final int WINDOW_BYTES = 1024 * 1024;
    private static final int WINDOWS_AHEAD = 3;

    private final BlockReader reader;
    private final TransferMemory memory;
    private final Deque<Window> windows = new ArrayDeque<>();
    private long expected = -1;

    ReadAhead(BlockReader reader, TransferMemory memory) {
        this.reader = reader;
        this.memory = memory;
    }

    /** As {@link io.chunkgate.store.StoredFile#read}; the result arrives on any thread. */
    Future<Buffer> read(long position, int length) {
        boolean inOrder = position == expected;
        long end = Math.min(position + length, reader.end());
        expected = end;
        if (!inOrder) {
            close();
            return reader.read(position, length);
        }
        drop(position);
        cover(position, end);
        if (windows.isEmpty()) {
            return reader.read(position, length);
        }
        return join(position, end);
    }

    /** Forgets what was read ahead. */
    void close() {
        windows.forEach(this::release);
        windows.clear();
    }

    private record Window(long start, long end, Future<Buffer> bytes) {}

    private void drop(long position) {
        while (!windows.isEmpty() && windows.peek().end() <= position) {
            release(windows.remove());
        }
    }

    /** Asks for what the range needs, and for more as long as there is memory. */
    private void cover(long position, long end) {
        long covered = windows.isEmpty() ? position : windows.getLast().end();
        while (covered < end || (windows.size() < WINDOWS_AHEAD && covered < reader.end())) {
            if (covered >= end && !memory.hasRoom(WINDOW_BYTES)) {
                return;
            }
            long behind = Math.min(covered + (memory.isShort() ? end - covered : WINDOW_BYTES), reader.end());
            windows.add(new Window(covered, behind, reader.read(covered, (int) (behind - covered))));
            memory.hold(behind - covered);
            covered = behind;
        }
    }

    private Future<Buffer> join(long position, long end) {
        List<Future<Buffer>> parts = new ArrayList<>();
        for (Window window : windows) {
            if (window.start() < end) {
                int from = (int) (Math.max(position, window.start()) - window.start());
                int to = (int) (Math.min(end, window.end()) - window.start());
                parts.add(window.bytes().map(bytes -> bytes.slice(from, to)));
            }
        }
        if (parts.size() == 1) {
            return parts.get(0);
        }
        return Future.all(parts).map(all -> {
            Buffer whole = Buffer.buffer((int) (end - position));
            all.<Buffer>list().forEach(whole::appendBuffer);
            return whole;
        });
    }

    private void release(Window window) {
        window.bytes().onComplete(done -> memory.release(window.end() - window.start()));
    }
}
