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
 * Reads a range of a file as a stream of chunks: the one reader behind every door.
 *
 * <p>A chunk is some 256 KiB of the file, and always a whole number of the units that the door's protocol counts in, but
 * for the last one. While a chunk is handed out the next is read ahead; nothing is read while nobody asks, so a stalled
 * reader holds at most two chunks. When many readers share the memory, chunks are shorter and nothing is read ahead. A file
 * that ends before the range does, or was changed in place, fails the stream with {@code DATA_LOSS} before its last chunk:
 * the stream never ends normally short of the whole range.
 *
 * <p>A file that grows is followed: the stream waits for bytes that are not there yet, its chunks are of any length, and it
 * ends when the upload is committed; the last bytes of a range of known length wait for that as well.
 *
 * <p>Used from the context that opened the file. It does not close the file: whoever opened it does.
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
     * @param range  within the file, or open at its end for one that grows ({@link ByteRange#from})
     * @param unit   chunks are a whole number of so many bytes, at least 1
     * @param memory charged with every chunk; given back by the caller
     */
    public ChunkReader(StoredFile file, ByteRange range, int unit, MemoryBudget.Share memory) {
        this(file, range, unit, memory, RateLimiter.FREE);
    }

    /** @param limiter bounds the chunks, so that they can be sent evenly */
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

    /** Reading starts here; a null handler stops it for good. */
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

    /** Goes as far as demand and bytes allow; a loop and not a recursion, however many chunks a file has. */
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
        Future<Buffer> arrived = ahead;
        if (arrived == null || !arrived.isComplete()) {
            return false;
        }
        ahead = null;
        if (arrived.failed()) {
            fail(arrived.cause());
            return false;
        }
        Buffer bytes = arrived.result();
        readPosition += bytes.length();
        if (bytes.length() == 0) {
            end = position; // Only a file that grew ends so, when all of it is there.
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
        Future<Buffer> read = inProgress ? readStored(readPosition, length) : readWhole(readPosition, length);
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

    /** What is there of a file that grows; it takes memory when it has come, as that may be long after it was asked for. */
    private Future<Buffer> readStored(long from, int length) {
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
