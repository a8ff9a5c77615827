package io.chunkgate.transfer.upload;

import io.chunkgate.io.BufferPool;
import io.chunkgate.io.MemoryBudget;
import io.chunkgate.io.internal.VertxInternals;
import io.chunkgate.store.Upload;
import io.chunkgate.transfer.Transfer;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.Unpooled;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.WriteStream;
import org.jspecify.annotations.Nullable;

/**
 * Gathers the small buffers of a socket into blocks of up to 256 KiB and writes them to an upload, one at a time. The queue is
 * full when four blocks wait, so that the source can stop reading its socket. While the memory budget has no room, it is full
 * sooner, and blocks are shorter.
 *
 * <p>An incomplete block is written after {@value #FLUSH_MILLIS} ms, so that followers see the bytes of a slow client. With a
 * rate limit, a block counts as stored when its delay is over, and no other block is written before.
 *
 * <p>Neither commits nor closes the upload. After a failed write every further write fails with the same error.
 */
public final class UploadWriteStream implements WriteStream<Buffer> {
    private static final int MAX_BLOCK_BYTES = 256 * 1024;
    private static final int WAITING_BLOCKS = 4;
    /** The queue without room in the memory budget. */
    private static final int MIN_WAITING_BYTES = 64 * 1024;

    private static final int MAX_PARTS = 1024;
    private static final int FLUSH_MILLIS = 20;

    private final Upload upload;
    private final Transfer transfer;
    private final int blockBytes;
    private final int maxWaitingBytes;
    private final MemoryBudget.Share memory;
    private State state = State.IDLE;
    private CompositeByteBuf waiting = newBlock();
    private Promise<Void> waitingStored = VertxInternals.promise();
    private int unstored;
    private boolean flushing;
    private boolean ending;
    private final Promise<Void> ended = VertxInternals.promise();
    private @Nullable Promise<Long> syncing;
    private @Nullable Runnable delayedStep;
    private long delayTimer;
    private @Nullable Handler<Void> drainHandler;
    private @Nullable Handler<Throwable> exceptionHandler;

    private enum State {
        IDLE,
        /** A block is written, or delayed by a rate limit, or all of them are synced. */
        BUSY,
        /** {@link #ended} has the error. */
        FAILED
    }

    /**
     * @param upload   open; written from its offset
     * @param transfer counts the stored bytes
     */
    public UploadWriteStream(Upload upload, Transfer transfer) {
        this.upload = upload;
        this.transfer = transfer;
        this.blockBytes = Math.min(MAX_BLOCK_BYTES, transfer.limiter().partBytes());
        this.maxWaitingBytes = WAITING_BLOCKS * blockBytes;
        this.memory = transfer.openMemoryShare(MIN_WAITING_BYTES);
        ended.future().onComplete(done -> memory.close());
    }

    /**
     * Succeeds when the bytes are stored; the caller must not modify them before. Buffers of {@link BufferPool} are
     * released then.
     */
    @Override
    public Future<Void> write(Buffer data) {
        if (state == State.FAILED) {
            return ended.future();
        }
        waiting.addComponent(true, VertxInternals.byteBuf(data));
        unstored += data.length();
        memory.reserve(data.length());
        Future<Void> stored = waitingStored.future();
        advance(false);
        return stored;
    }

    /** Writes pending bytes, without delay by rate limits since they were received already; succeeds when all are stored. */
    @Override
    public Future<Void> end() {
        ending = true;
        runDelayedStep();
        advance(true);
        return ended.future();
    }

    /**
     * Writes pending bytes and makes all of them durable; later writes wait. Must not be called again before it completes.
     *
     * @return the durable offset: every byte below it survives a power loss
     */
    public Future<Long> sync() {
        if (state == State.FAILED) {
            return ended.future().mapEmpty();
        }
        Promise<Long> durable = VertxInternals.promise();
        syncing = durable;
        advance(true);
        return durable.future();
    }

    /** Writes pending bytes now, without waiting for a full block. */
    public void flush() {
        advance(true);
    }

    @Override
    public boolean writeQueueFull() {
        return unstored >= (memory.hasRoom() ? maxWaitingBytes : MIN_WAITING_BYTES);
    }

    /** Not supported: the size of the queue is fixed. */
    @Override
    public UploadWriteStream setWriteQueueMaxSize(int maxSize) {
        throw new UnsupportedOperationException(
                "maxSize: " + maxSize + " (expected: the fixed size " + maxWaitingBytes + ")");
    }

    @Override
    public UploadWriteStream drainHandler(@Nullable Handler<Void> handler) {
        drainHandler = handler;
        return this;
    }

    @Override
    public UploadWriteStream exceptionHandler(@Nullable Handler<Throwable> handler) {
        exceptionHandler = handler;
        return this;
    }

    /**
     * Starts the next step when the one before has ended.
     *
     * @param now whether an incomplete block is written too
     */
    private void advance(boolean now) {
        if (state != State.IDLE) {
            return;
        }
        boolean isDue = now || ending || syncing != null || writeQueueFull();
        if (waiting.readableBytes() >= blockBytes || (isDue && waiting.isReadable())) {
            writeWaiting();
        } else if (syncing != null) {
            syncStored(syncing);
        } else if (ending) {
            ended.tryComplete();
        } else if (waiting.isReadable()) {
            flushSoon();
        }
    }

    private void flushSoon() {
        if (!flushing) {
            flushing = true;
            transfer.vertx().setTimer(FLUSH_MILLIS, id -> {
                flushing = false;
                flush();
            });
        }
    }

    private void writeWaiting() {
        Buffer block = VertxInternals.buffer(waiting);
        Promise<Void> stored = waitingStored;
        waiting = newBlock();
        waitingStored = VertxInternals.promise();
        state = State.BUSY;
        upload.write(upload.offset(), block)
                .onSuccess(offset -> afterDelay(block.length(), () -> stored(block, stored)))
                .onFailure(cause -> failed(cause, stored));
    }

    private void afterDelay(int byteCount, Runnable next) {
        long delayMillis = ending ? 0 : transfer.limiter().delayMillis(byteCount);
        if (delayMillis == 0) {
            next.run();
        } else {
            delayedStep = next;
            delayTimer = transfer.vertx().setTimer(delayMillis, id -> runDelayedStep());
        }
    }

    private void runDelayedStep() {
        Runnable next = delayedStep;
        if (next != null) {
            delayedStep = null;
            transfer.vertx().cancelTimer(delayTimer);
            next.run();
        }
    }

    private void stored(Buffer block, Promise<Void> stored) {
        int length = block.length();
        BufferPool.release(block);
        state = State.IDLE;
        unstored -= length;
        memory.unreserve(length);
        transfer.addBytes(length);
        stored.complete();
        advance(false);
        if (drainHandler != null && unstored <= maxWaitingBytes / 2) {
            drainHandler.handle(null);
        }
    }

    private void syncStored(Promise<Long> durable) {
        syncing = null;
        state = State.BUSY;
        upload.sync()
                .onSuccess(offset -> {
                    state = State.IDLE;
                    durable.complete(offset);
                    advance(false);
                })
                .onFailure(cause -> failed(cause, durable));
    }

    private void failed(Throwable cause, Promise<?> awaited) {
        state = State.FAILED;
        ended.tryFail(cause);
        awaited.fail(cause);
        waitingStored.fail(cause);
        if (syncing != null) {
            syncing.fail(cause);
        }
        if (exceptionHandler != null) {
            exceptionHandler.handle(cause);
        }
    }

    private static CompositeByteBuf newBlock() {
        return Unpooled.compositeBuffer(MAX_PARTS);
    }
}
