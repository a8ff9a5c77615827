package io.chunkgate.transfer.upload;

import io.chunkgate.io.SocketBufferPool;
import io.chunkgate.store.Upload;
import io.chunkgate.transfer.Transfer;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.Unpooled;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import io.vertx.core.streams.WriteStream;
import org.jspecify.annotations.Nullable;

/**
 * Carries what a socket delivers in small pieces to an upload in large blocks, one write at a time. At most some 1 MiB
 * waits here: then the queue is full, and a source that heeds it stops reading its socket.
 *
 * <p>Bytes that do not fill a block are written after {@value #FLUSH_MILLIS} ms, so that followers see what a slow client
 * sends. Where there are rates, a block counts as stored only when its time is over, and nothing else is written before.
 *
 * <p>It neither commits nor closes the upload. After a failed write every further one fails alike.
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
    private @Nullable Runnable heldBack;
    private long limiterTimer = NONE;
    private int unstored;
    private final Promise<Void> ended = Promise.promise();
    private @Nullable Promise<Long> syncing;
    private @Nullable Throwable failure;
    private @Nullable Handler<Void> drainHandler;
    private @Nullable Handler<Throwable> exceptionHandler;

    /**
     * @param upload   open, written from its offset on
     * @param transfer counts what was stored
     */
    public UploadWriteStream(Upload upload, Transfer transfer) {
        this.upload = upload;
        this.transfer = transfer;
        this.blockBytes = Math.min(MAX_BLOCK_BYTES, transfer.limiter().partBytes());
        this.maxWaitingBytes = WAITING_BLOCKS * blockBytes;
    }

    /**
     * Succeeds when the bytes are stored; until then the caller leaves them unchanged. Those of {@link SocketBufferPool} are
     * given back then.
     */
    @Override
    public Future<Void> write(Buffer data) {
        if (failure != null) {
            return Future.failedFuture(failure);
        }
        waiting.addComponent(true, ((BufferInternal) data).getByteBuf());
        unstored += data.length();
        Future<Void> stored = waitingStored.future();
        if (waiting.readableBytes() >= blockBytes) {
            writeWaiting();
        } else {
            flushSoon();
        }
        return stored;
    }

    /** Writes what waits, whatever the rates are, since it has come; succeeds when every byte is stored. */
    @Override
    public Future<Void> end() {
        ending = true;
        proceedAtOnce();
        writeWaiting();
        return ended.future();
    }

    /**
     * Writes what waits and makes all of it durable; what is written meanwhile waits. To be called again after the result.
     *
     * @return the offset below which every byte survives a power loss
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

    /** Writes what waits now, without waiting for a block to fill. */
    public void flush() {
        if (waiting.isReadable()) {
            writeWaiting();
        }
    }

    @Override
    public boolean writeQueueFull() {
        return unstored >= maxWaitingBytes;
    }

    /** The size of blocks is this stream's own business. */
    @Override
    public UploadWriteStream setWriteQueueMaxSize(int maxSize) {
        throw new UnsupportedOperationException("the queue holds " + maxWaitingBytes + " bytes");
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
            endWhenAsked();
            return;
        }
        Buffer block = BufferInternal.buffer(waiting);
        Promise<Void> stored = waitingStored;
        waiting = newBlock();
        waitingStored = Promise.promise();
        writing = true;
        upload.write(upload.offset(), block)
                .onSuccess(offset -> holdBack(block.length(), () -> stored(block, stored)))
                .onFailure(cause -> failed(cause, stored));
    }

    private void holdBack(int byteCount, Runnable next) {
        long delayMillis = ending ? 0 : transfer.limiter().delayMillis(byteCount);
        if (delayMillis == 0) {
            next.run();
        } else {
            heldBack = next;
            limiterTimer = transfer.vertx().setTimer(delayMillis, id -> proceedAtOnce());
        }
    }

    private void proceedAtOnce() {
        Runnable next = heldBack;
        if (next != null) {
            heldBack = null;
            transfer.vertx().cancelTimer(limiterTimer);
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
        proceed();
    }

    private void stored(Buffer block, Promise<Void> stored) {
        int length = block.length();
        SocketBufferPool.release(block);
        writing = false;
        unstored -= length;
        transfer.advanced(length);
        stored.complete();
        proceed();
        if (drainHandler != null && unstored <= maxWaitingBytes / 2) {
            drainHandler.handle(null);
        }
    }

    private void proceed() {
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

    private void endWhenAsked() {
        if (ending) {
            ended.tryComplete();
        }
    }

    private static CompositeByteBuf newBlock() {
        return Unpooled.compositeBuffer(MAX_PARTS);
    }
}
