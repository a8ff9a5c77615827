package io.chunkgate.transfer.upload;

import io.chunkgate.io.BufferPool;
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
 * full when four blocks wait, so that the source can stop reading its socket.
 *
 * <p>An incomplete block is written after {@value #FLUSH_MILLIS} ms, so that followers see the bytes of a slow client. With a
 * rate limit, a block counts as stored when its delay is over, and no other block is written before.
 *
 * <p>Neither commits nor closes the upload. After a failed write every further write fails with the same error.
 */
public final class UploadWriteStream implements WriteStream<Buffer> {
    private static final int MAX_BLOCK_BYTES = 256 * 1024;
    private static final int WAITING_BLOCKS = 4;
    private static final int MAX_PARTS = 1024;
    private static final int FLUSH_MILLIS = 20;
    private static final long NONE = -1;

    private final Upload upload;
    private final Transfer transfer;
    private final int blockBytes;
    private final int maxWaitingBytes;
    private CompositeByteBuf waiting = newBlock();
    private Promise<Void> waitingStored = Promise.promise();
    private boolean writing;
    private boolean flushing;
    private boolean ending;
    private @Nullable Runnable delayedStep;
    private long delayTimer = NONE;
    private int unstored;
    private final Promise<Void> ended = Promise.promise();
    private @Nullable Promise<Long> syncing;
    private @Nullable Throwable failure;
    private @Nullable Handler<Void> drainHandler;
    private @Nullable Handler<Throwable> exceptionHandler;

    /**
     * @param upload   open; written from its offset
     * @param transfer counts the stored bytes
     */
    public UploadWriteStream(Upload upload, Transfer transfer) {
        this.upload = upload;
        this.transfer = transfer;
        this.blockBytes = Math.min(MAX_BLOCK_BYTES, transfer.limiter().partBytes());
        this.maxWaitingBytes = WAITING_BLOCKS * blockBytes;
    }

    /**
     * Succeeds when the bytes are stored; the caller must not modify them before. Buffers of {@link BufferPool} are
     * released then.
     */
    @Override
    public Future<Void> write(Buffer data) {
        if (failure != null) {
            return Future.failedFuture(failure);
        }
        waiting.addComponent(true, VertxInternals.byteBuf(data));
        unstored += data.length();
        Future<Void> stored = waitingStored.future();
        if (waiting.readableBytes() >= blockBytes) {
            writeWaiting();
        } else {
            flushSoon();
        }
        return stored;
    }

    /** Writes pending bytes, without delay by rate limits since they were received already; succeeds when all are stored. */
    @Override
    public Future<Void> end() {
        ending = true;
        runDelayedStep();
        writeWaiting();
        return ended.future();
    }

    /**
     * Writes pending bytes and makes all of them durable; later writes wait. Must not be called again before it completes.
     *
     * @return the durable offset: every byte below it survives a power loss
     */
    public Future<Long> sync() {
        if (failure != null) {
            return Future.failedFuture(failure);
        }
        Promise<Long> durable = Promise.promise();
        syncing = durable;
        writeWaiting();
        return durable.future();
    }

    /** Writes pending bytes now, without waiting for a full block. */
    public void flush() {
        if (waiting.isReadable()) {
            writeWaiting();
        }
    }

    @Override
    public boolean writeQueueFull() {
        return unstored >= maxWaitingBytes;
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

    private void flushSoon() {
        if (flushing) {
            return;
        }
        flushing = true;
        transfer.vertx().setTimer(FLUSH_MILLIS, id -> {
            flushing = false;
            flush();
        });
    }

    private void writeWaiting() {
        if (writing || failure != null) {
            return;
        }
        if (syncing != null && !waiting.isReadable()) {
            syncStored(syncing);
            return;
        }
        if (!waiting.isReadable()) {
            endIfRequested();
            return;
        }
        Buffer block = VertxInternals.buffer(waiting);
        Promise<Void> stored = waitingStored;
        waiting = newBlock();
        waitingStored = Promise.promise();
        writing = true;
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

    private void syncStored(Promise<Long> durable) {
        syncing = null;
        writing = true;
        upload.sync().onSuccess(offset -> synced(offset, durable)).onFailure(cause -> failed(cause, durable));
    }

    private void synced(long offset, Promise<Long> durable) {
        writing = false;
        durable.complete(offset);
        writeNext();
    }

    private void stored(Buffer block, Promise<Void> stored) {
        int length = block.length();
        BufferPool.release(block);
        writing = false;
        unstored -= length;
        transfer.addBytes(length);
        stored.complete();
        writeNext();
        if (drainHandler != null && unstored <= maxWaitingBytes / 2) {
            drainHandler.handle(null);
        }
    }

    private void writeNext() {
        if (ending || syncing != null || waiting.readableBytes() >= blockBytes) {
            writeWaiting();
        } else if (waiting.isReadable()) {
            flushSoon();
        }
    }

    private void failed(Throwable cause, Promise<?> awaited) {
        writing = false;
        failure = cause;
        awaited.fail(cause);
        waitingStored.fail(cause);
        if (syncing != null) {
            syncing.fail(cause);
        }
        ended.tryFail(cause);
        if (exceptionHandler != null) {
            exceptionHandler.handle(cause);
        }
    }

    private void endIfRequested() {
        if (ending) {
            ended.tryComplete();
        }
    }

    private static CompositeByteBuf newBlock() {
        return Unpooled.compositeBuffer(MAX_PARTS);
    }
}
