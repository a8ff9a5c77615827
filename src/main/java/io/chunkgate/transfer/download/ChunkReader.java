package io.chunkgate.transfer.download;

import io.chunkgate.io.ByteRange;
import io.chunkgate.io.Chunk;
import io.chunkgate.io.MemoryBudget;
import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.StoreException;
import io.chunkgate.store.StoredFile;
import io.chunkgate.transfer.rate.RateLimiter;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads a range of a file as a stream of chunks, for all protocols.
 *
 * <p>A chunk has about 256 KiB; the length of each chunk but the last is a multiple of the protocol's unit. While a chunk is
 * being handled the next one is read ahead. Nothing is read without demand, so a stalled reader holds at most two chunks. When
 * the memory budget is exhausted, chunks are shorter and nothing is read ahead. A file that ends before the range does, or was
 * modified in place, fails the stream with {@code DATA_LOSS} before its last chunk: the stream never ends normally before the
 * whole range was read.
 *
 * <p>A file that is being uploaded is followed: the stream waits for bytes that have not chunk yet, its chunks have any
 * length, and it ends when the upload is committed. The last bytes of a range of known length are withheld until then.
 *
 * <p>Used from the context that opened the file. It does not close the file.
 */
public final class ChunkReader implements ReadStream<Chunk> {
    static final int CHUNK_BYTES = 256 * 1024;
    private static final int SHORT_CHUNK_BYTES = 32 * 1024;

    private final StoredFile file;
    private final int unit;
    private final MemoryBudget.Share memory;
    private final RateLimiter limiter;
    private final boolean inProgress;

    private long end;
    private long readPosition;
    private @Nullable Future<Buffer> ahead;
    private long position;

    private long demand = Long.MAX_VALUE;
    private boolean advancing;
    private boolean over;
    private @Nullable Handler<Chunk> handler;
    private @Nullable Handler<Void> endHandler;
    private @Nullable Handler<Throwable> exceptionHandler;

    /**
     * @param file   open, and left open
     * @param range  within the file, or without an end for a file that is being uploaded ({@link ByteRange#from})
     * @param unit   the length of each chunk but the last is a multiple of this, at least 1
     * @param memory charged with every chunk; released by the caller
     */
    public ChunkReader(StoredFile file, ByteRange range, int unit, MemoryBudget.Share memory) {
        this(file, range, unit, memory, RateLimiter.UNLIMITED);
    }

    /** @param limiter bounds the length of chunks, so that they are sent evenly */
    ChunkReader(StoredFile file, ByteRange range, int unit, MemoryBudget.Share memory, RateLimiter limiter) {
        this.file = file;
        this.unit = unit;
        this.memory = memory;
        this.limiter = limiter;
        this.inProgress = file.progress().isPresent();
        this.end = range.end();
        this.readPosition = range.start();
        this.position = range.start();
    }

    /** Starts to read; a null handler stops the reader for good. */
    @Override
    public ChunkReader handler(@Nullable Handler<Chunk> handler) {
        this.handler = handler;
        if (handler == null) {
            over = true;
        } else {
            advance();
        }
        return this;
    }

    @Override
    public ChunkReader pause() {
        demand = 0;
        return this;
    }

    @Override
    public ChunkReader resume() {
        return fetch(Long.MAX_VALUE);
    }

    @Override
    public ChunkReader fetch(long amount) {
        demand = demand + amount < 0 ? Long.MAX_VALUE : demand + amount;
        if (handler != null) {
            advance();
        }
        return this;
    }

    @Override
    public ChunkReader endHandler(@Nullable Handler<Void> endHandler) {
        this.endHandler = endHandler;
        return this;
    }

    @Override
    public ChunkReader exceptionHandler(@Nullable Handler<Throwable> exceptionHandler) {
        this.exceptionHandler = exceptionHandler;
        return this;
    }

    /** Emits chunks while there is demand. A loop, since a recursion would overflow the stack on large files. */
    private void advance() {
        if (advancing) {
            return;
        }
        advancing = true;
        try {
            boolean moved = true;
            while (moved && !over) {
                moved = step();
            }
        } finally {
            advancing = false;
        }
    }

    private boolean step() {
        if (position == end) {
            end();
            return false;
        }
        if (demand == 0) {
            return false;
        }
        readAhead();
        Future<Buffer> chunk = ahead;
        if (chunk == null || !chunk.isComplete()) {
            return false;
        }
        ahead = null;
        if (chunk.failed()) {
            fail(chunk.cause());
            return false;
        }
        Buffer bytes = chunk.result();
        readPosition += bytes.length();
        if (bytes.length() == 0) {
            end = position; // Only a committed upload ends like this.
            return true;
        }
        if (memory.hasRoom()) {
            readAhead();
        }
        emit(bytes);
        return true;
    }

    private void readAhead() {
        if (ahead != null || readPosition == end) {
            return;
        }
        int length = (int) Math.min(chunkSize(), end - readPosition);
        Future<Buffer> read = inProgress ? readAvailable(readPosition, length) : readWhole(readPosition, length);
        ahead = read;
        read.onComplete(done -> advance());
    }

    private int chunkSize() {
        int bytes = Math.min(memory.hasRoom() ? CHUNK_BYTES : SHORT_CHUNK_BYTES, limiter.partBytes());
        return Math.max(1, bytes / unit) * unit;
    }

    private Future<Buffer> readWhole(long from, int length) {
        memory.hold(length);
        return file.read(from, length).compose(bytes -> {
            if (bytes.length() < length) {
                return Future.failedFuture(new StoreException(
                        ErrorCode.DATA_LOSS,
                        "the file ended at " + (from + bytes.length()) + " while it was read (expected: "
                                + file.info().size() + " bytes)"));
            }
            return verified(from, bytes);
        });
    }

    /** Reads what an upload has so far. Memory is charged when the bytes arrive, which may be long after the call. */
    private Future<Buffer> readAvailable(long from, int length) {
        return file.read(from, length).compose(bytes -> {
            memory.hold(bytes.length());
            return verified(from, bytes);
        });
    }

    private Future<Buffer> verified(long from, Buffer bytes) {
        boolean last = from + bytes.length() == end;
        return last ? file.verify().map(bytes) : Future.succeededFuture(bytes);
    }

    private void emit(Buffer bytes) {
        Chunk chunk = new Chunk(position, bytes);
        position += bytes.length();
        if (demand != Long.MAX_VALUE) {
            demand--;
        }
        if (handler != null) {
            handler.handle(chunk);
        }
    }

    private void end() {
        over = true;
        if (endHandler != null) {
            endHandler.handle(null);
        }
    }

    private void fail(Throwable cause) {
        over = true;
        if (exceptionHandler != null) {
            exceptionHandler.handle(cause);
        }
    }
}
