package io.chunkgate.io;

import io.chunkgate.io.internal.VertxInternals;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.AsyncFile;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Reads a range of a file as a stream of chunks, for all protocols and over any {@code AsyncFile}.
 *
 * <p>A chunk has about 256 KiB; the length of each chunk but the last is a multiple of
 * the protocol's unit. While a chunk is being handled the next ones are read ahead. Nothing is read without demand, so a
 * stalled reader holds the chunks that were read ahead and those that were not released. A file that ends before the range
 * does, or that {@link ReadPolicy#verify} rejects, fails the stream before its last chunk: the stream never ends normally
 * before the whole range was read.
 *
 * <p>Memory is reserved before it is allocated. When there is no room for a whole chunk, a shorter one is read as soon as all
 * others are released.
 *
 * <p>A file that is being uploaded is followed: the stream waits for its bytes without holding memory, its chunks have any
 * length, and it ends when the policy says so.
 *
 * <p>Used from the context that opened the file. It does not close the file.
 */
public final class ChunkReader extends PullStream<Chunk, ChunkReader> {
    static final int CHUNK_BYTES = 256 * 1024;
    private static final int SHORT_CHUNK_BYTES = 32 * 1024;

    private final AsyncFile file;
    private final int unit;
    private final BufferPool pool;
    private final MemoryBudget.Share memory;
    private final ReadPolicy policy;
    private final int maxAhead;

    private final Deque<Read> ahead = new ArrayDeque<>();
    private @Nullable Future<Long> available;
    private long end;
    private long readPosition;
    private long position;
    private boolean stopped;

    /** @param count of the bytes that were read, once they are verified */
    private record Read(long from, int length, Buffer bytes, Future<Integer> count) {}

    /** As {@link #ChunkReader(AsyncFile, ByteRange, int, BufferPool, MemoryBudget.Share, ReadPolicy)}, for a plain file. */
    public ChunkReader(AsyncFile file, ByteRange range, int unit, BufferPool pool, MemoryBudget.Share memory) {
        this(file, range, unit, pool, memory, ReadPolicy.DEFAULT);
    }

    /**
     * @param file   open, and left open
     * @param range  within the file, or without an end for a file that is being uploaded ({@link ByteRange#from})
     * @param unit   the length of each chunk but the last is a multiple of this, at least 1
     * @param pool   of the chunks, which {@link #release} returns
     * @param memory of this reader alone, with the {@link #allowance}; closed by the caller
     */
    public ChunkReader(
            AsyncFile file, ByteRange range, int unit, BufferPool pool, MemoryBudget.Share memory, ReadPolicy policy) {
        this.file = file;
        this.unit = unit;
        this.pool = pool;
        this.memory = memory;
        this.policy = policy;
        if (file instanceof ReadOnlyFile known) {
            known.expect(range);
            this.maxAhead = known.readAhead();
        } else {
            this.maxAhead = 1;
        }
        this.end = range.end();
        this.readPosition = range.start();
        this.position = range.start();
    }

    /** Returns the bytes that a reader may always reserve, so that it makes progress when the budget is exhausted. */
    public static int allowance(int unit) {
        return wholeUnits(SHORT_CHUNK_BYTES, unit);
    }

    /** Releases the memory of a chunk that is no longer used; this or {@link #abandon} is called once for each chunk. */
    public void release(Chunk chunk) {
        release(chunk.data(), chunk.data().length());
        advance();
    }

    /**
     * Leaves the memory of a chunk to the garbage collector. For a chunk whose write failed: where streams share a connection,
     * the queue of the socket may still have a part of it.
     */
    public void abandon(Chunk chunk) {
        memory.unreserve(chunk.data().length());
    }

    @Override
    protected boolean isAtEnd() {
        return position == end;
    }

    @Override
    protected @Nullable Chunk poll() {
        startReads();
        Read next = ahead.peek();
        if (next == null || !next.count.isComplete()) {
            return null;
        }
        ahead.remove();
        int count = next.count.succeeded() ? next.count.result() : 0;
        boolean isTruncated = count == 0 || (count < next.length && !ahead.isEmpty());
        if (isTruncated) {
            release(next.bytes, next.length);
            abort(next.count.failed() ? next.count.cause() : policy.truncated(next.from + count));
            return null;
        }
        memory.unreserve(next.length - count);
        position = next.from + count;
        readPosition = count < next.length ? position : readPosition;
        startReads();
        return new Chunk(next.from, next.bytes);
    }

    /** Releases what was read ahead, as soon as it is read. */
    @Override
    protected void stopped() {
        stopped = true;
        ahead.forEach(read -> read.count.onComplete(done -> release(read.bytes, read.length)));
        ahead.clear();
    }

    private void abort(Throwable cause) {
        stopped();
        fail(cause);
    }

    private void startReads() {
        while (!stopped && ahead.size() < maxAhead && readPosition < end) {
            Future<Long> found = available == null ? awaitBytes() : available;
            if (!found.isComplete() || (found.failed() && !ahead.isEmpty())) {
                return;
            }
            if (found.failed()) {
                abort(found.cause());
                return;
            }
            if (found.result() == 0) {
                end = readPosition;
                return;
            }
            int length = reserve(Math.min(found.result(), end - readPosition));
            if (length == 0) {
                return;
            }
            available = null;
            read(length);
        }
    }

    private Future<Long> awaitBytes() {
        Future<Long> found = policy.available(readPosition);
        available = found;
        found.onComplete(done -> advance());
        return found;
    }

    /** Returns the length of the next read; 0 when it has to wait until other memory of this reader is released. */
    private int reserve(long most) {
        int length = (int) Math.min(wholeUnits(Math.min(CHUNK_BYTES, policy.maxBytes()), unit), most);
        if (memory.tryReserve(length)) {
            return length;
        }
        int least = Math.min(allowance(unit), length);
        return memory.reserved() == 0 && memory.tryReserve(least) ? least : 0;
    }

    private void read(int length) {
        long from = readPosition;
        Buffer bytes = VertxInternals.buffer(pool.allocate(length));
        Future<Integer> count = Future.succeededFuture()
                .compose(v -> file.read(bytes, 0, from, length)) // May throw when the file is closed.
                .compose(v -> from + bytes.length() == end
                        ? policy.verify().map(bytes.length())
                        : Future.succeededFuture(bytes.length()));
        readPosition += length;
        ahead.add(new Read(from, length, bytes, count));
        count.onComplete(done -> advance());
    }

    private void release(Buffer bytes, int reserved) {
        memory.unreserve(reserved);
        BufferPool.release(bytes);
    }

    private static int wholeUnits(int bytes, int unit) {
        return Math.max(1, bytes / unit) * unit;
    }
}
