package io.chunkgate.transfer;

import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.StoreException;
import io.chunkgate.store.StoredFile;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads a range of a file as a stream of chunks: the one reader behind every door.
 *
 * <p>The file is read in blocks of some 128 KiB, a whole number of chunks each, and cut into chunks from there. While the
 * chunks of one block are handed out the next block is read ahead; nothing is read while nobody asks, so a stalled reader
 * holds at most two blocks. When many readers share the memory, blocks are shorter and nothing is read ahead. A file that ends before the range does, or was changed in place, fails the stream with
 * {@code DATA_LOSS} before its last chunk: the stream never ends normally short of the whole range.
 *
 * <p>Used from the context that opened the file. It does not close the file: whoever opened it does.
 */
public final class ChunkReader implements ReadStream<Chunk> {
    static final int BLOCK_BYTES = 128 * 1024;
    private static final int SHORT_BLOCK_BYTES = 32 * 1024;

    private final StoredFile file;
    private final ByteRange range;
    private final int chunkSize;
    private final MemoryBudget.Share memory;

    private long readPosition;
    private @Nullable Future<Buffer> ahead;
    private Buffer block = Buffer.buffer(0);
    private int blockOffset;
    private long position;
    private long number;

    private long demand = Long.MAX_VALUE;
    private boolean advancing;
    private boolean over;
    private @Nullable Handler<Chunk> handler;
    private @Nullable Handler<Void> endHandler;
    private @Nullable Handler<Throwable> exceptionHandler;

    /**
     * @param file      open, and left open
     * @param range     within the file
     * @param chunkSize in bytes, at least 1
     * @param memory    charged with every block; given back by the caller
     */
    public ChunkReader(StoredFile file, ByteRange range, int chunkSize, MemoryBudget.Share memory) {
        this.file = file;
        this.range = range;
        this.chunkSize = chunkSize;
        this.memory = memory;
        this.readPosition = range.start();
        this.position = range.start();
        this.number = range.start() % chunkSize == 0 ? range.start() / chunkSize : 0;
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
        if (position == range.end()) {
            end();
            return false;
        }
        if (demand == 0) {
            return false;
        }
        if (blockOffset == block.length() && !takeBlock()) {
            return false;
        }
        if (memory.hasRoom()) {
            readAhead();
        }
        emit();
        return true;
    }

    /** Makes the block that was read ahead the current one, if it has arrived. */
    private boolean takeBlock() {
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
        block = arrived.result();
        blockOffset = 0;
        return true;
    }

    private void readAhead() {
        if (ahead != null || readPosition == range.end()) {
            return;
        }
        int length = (int) Math.min(blockSize(), range.end() - readPosition);
        memory.take(length);
        Future<Buffer> read = readWhole(readPosition, length);
        readPosition += length;
        ahead = read;
        read.onComplete(done -> advance());
    }

    /** A whole number of chunks, at least one. */
    private int blockSize() {
        int bytes = memory.hasRoom() ? BLOCK_BYTES : SHORT_BLOCK_BYTES;
        return Math.max(1, bytes / chunkSize) * chunkSize;
    }

    private Future<Buffer> readWhole(long from, int length) {
        boolean last = from + length == range.end();
        return file.read(from, length).compose(bytes -> {
            if (bytes.length() < length) {
                return Future.failedFuture(new StoreException(
                        ErrorCode.DATA_LOSS,
                        "the file ended at " + (from + bytes.length()) + " while it was read (expected: "
                                + file.info().size() + " bytes)"));
            }
            return last ? file.verify().map(bytes) : Future.succeededFuture(bytes);
        });
    }

    private void emit() {
        int length = Math.min(chunkSize, block.length() - blockOffset);
        boolean whole = length == block.length();
        Buffer data = whole ? block : block.slice(blockOffset, blockOffset + length);
        Chunk chunk = new Chunk(number++, position, data);
        blockOffset += length;
        position += length;
        if (demand != Long.MAX_VALUE) {
            demand--;
        }
        if (handler != null) {
            handler.handle(chunk);
        }
    }

    private void end() {
        over = true;
        block = Buffer.buffer(0);
        if (endHandler != null) {
            endHandler.handle(null);
        }
    }

    private void fail(Throwable cause) {
        over = true;
        block = Buffer.buffer(0);
        if (exceptionHandler != null) {
            exceptionHandler.handle(cause);
        }
    }
}
