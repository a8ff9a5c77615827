package io.chunkgate.tcp;

import io.chunkgate.cgp.Frame;
import io.chunkgate.io.Chunk;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.Unpooled;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import io.vertx.core.streams.WriteStream;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Sends the bytes of a download as CHUNK frames, as far as the credit goes; what the reader gives beyond waits here, and the
 * reader with it. Several downloads write to one connection, so this knows the socket by its own writes alone.
 */
final class ChunkFrames implements WriteStream<Chunk> {
    private static final int FULL_BYTES = 256 * 1024;

    private final TcpConnection connection;
    private final int transfer;
    private final int chunkSize;
    private final Credit credit;
    private final ChunkNumbers numbers;
    private final boolean headerOnly;
    private final Runnable onSent;
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private long unwritten;
    private long sentEnd;
    private @Nullable Handler<Void> drainHandler;

    /**
     * @param headerOnly whether the checksums leave out the bytes
     * @param onSent     run whenever chunks go out
     */
    ChunkFrames(
            TcpConnection connection,
            int transfer,
            int chunkSize,
            Credit credit,
            ChunkNumbers numbers,
            boolean headerOnly,
            Runnable onSent) {
        this.connection = connection;
        this.transfer = transfer;
        this.chunkSize = chunkSize;
        this.credit = credit;
        this.numbers = numbers;
        this.headerOnly = headerOnly;
        this.onSent = onSent;
    }

    /** A block of the file of which a part may be sent. */
    private static final class Waiting {
        private final Chunk block;
        private final Promise<Void> written = Promise.promise();
        private int sent;

        Waiting(Chunk block) {
            this.block = block;
        }

        int left() {
            return block.data().length() - sent;
        }
    }

    @Override
    public Future<Void> write(Chunk block) {
        Waiting next = new Waiting(block);
        waiting.add(next);
        advance();
        return next.written.future();
    }

    /** Sends what the credit covers now. */
    void advance() {
        boolean moved = true;
        while (moved && !waiting.isEmpty()) {
            moved = sendFrom(waiting.element());
        }
    }

    /** The position after the last byte that went out; 0 before. */
    long sentEnd() {
        return sentEnd;
    }

    /** Forgets what waits. */
    void stop() {
        waiting.clear();
    }

    /** Returns whether the whole block is on its way. */
    private boolean sendFrom(Waiting block) {
        CompositeByteBuf frames = Unpooled.compositeBuffer(Integer.MAX_VALUE);
        int length = Math.min(chunkSize, block.left());
        while (length > 0 && credit.covers(block.block.position() + block.sent + length)) {
            frames.addComponent(true, ((BufferInternal) frame(block, length).encode()).getByteBuf());
            block.sent += length;
            sentEnd = block.block.position() + block.sent;
            length = Math.min(chunkSize, block.left());
        }
        boolean whole = block.left() == 0;
        if (whole) {
            waiting.remove();
        }
        if (frames.isReadable()) {
            send(BufferInternal.buffer(frames), whole ? block.written : Promise.promise());
        }
        return whole;
    }

    private Frame frame(Waiting block, int length) {
        long position = block.block.position() + block.sent;
        Buffer bytes = block.block.data().slice(block.sent, block.sent + length);
        return headerOnly
                ? new Frame(Frame.headerOfUncheckedChunk(transfer, position, numbers.take(), length), bytes)
                : Frame.chunk(transfer, position, numbers.take(), bytes);
    }

    private void send(Buffer frames, Promise<Void> written) {
        int length = frames.length();
        unwritten += length;
        onSent.run();
        connection.write(frames).onComplete(result -> {
            unwritten -= length;
            written.handle(result);
            if (drainHandler != null && !writeQueueFull()) {
                drainHandler.handle(null);
            }
        });
    }

    @Override
    public boolean writeQueueFull() {
        return !waiting.isEmpty() || unwritten >= FULL_BYTES;
    }

    @Override
    public ChunkFrames drainHandler(@Nullable Handler<Void> handler) {
        drainHandler = handler;
        return this;
    }

    /** A connection that fails fails the writes. */
    @Override
    public ChunkFrames exceptionHandler(@Nullable Handler<Throwable> handler) {
        return this;
    }

    @Override
    public ChunkFrames setWriteQueueMaxSize(int maxSize) {
        throw new UnsupportedOperationException("the queue holds " + FULL_BYTES + " bytes");
    }

    /** The end of a download is a frame of its own. */
    @Override
    public Future<Void> end() {
        return Future.succeededFuture();
    }
}
