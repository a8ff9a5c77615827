package io.chunkgate.tcp;

import io.chunkgate.cgp.Frame;
import io.chunkgate.io.Chunk;
import io.chunkgate.io.internal.VertxInternals;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.Unpooled;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.WriteStream;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Sends the blocks of a download as CHUNK frames. Blocks beyond the credit wait here, and the write queue is full meanwhile.
 * Several downloads share the connection, so back-pressure counts the bytes of this download alone.
 */
final class ChunkFrames implements WriteStream<Chunk> {
    private static final int FULL_BYTES = 256 * 1024;

    private final ChunkStream stream;
    private final ChunkNumbers numbers;
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private long unwritten;
    private long sentEnd;
    private @Nullable Handler<Void> drainHandler;

    ChunkFrames(ChunkStream stream, ChunkNumbers numbers) {
        this.stream = stream;
        this.numbers = numbers;
    }

    /** A block of the file that may be sent in part. */
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

    /** Sends the chunks that the credit covers now. */
    void advance() {
        boolean moved = true;
        while (moved && !waiting.isEmpty()) {
            moved = sendFrom(waiting.element());
        }
    }

    /** The position after the last byte that was sent; 0 before the first. */
    long sentEnd() {
        return sentEnd;
    }

    /** Drops the waiting blocks. */
    void stop() {
        waiting.clear();
    }

    /** Returns whether the whole block is sent. */
    private boolean sendFrom(Waiting block) {
        CompositeByteBuf frames = Unpooled.compositeBuffer(Integer.MAX_VALUE);
        int length = Math.min(stream.size(), block.left());
        while (length > 0 && stream.credit().covers(block.block.position() + block.sent + length)) {
            frames.addComponent(
                    true, VertxInternals.byteBuf(frame(block, length).encode()));
            block.sent += length;
            sentEnd = block.block.position() + block.sent;
            length = Math.min(stream.size(), block.left());
        }
        boolean complete = block.left() == 0;
        if (complete) {
            waiting.remove();
        }
        if (frames.isReadable()) {
            send(VertxInternals.buffer(frames), complete ? block.written : Promise.promise());
        }
        return complete;
    }

    private Frame frame(Waiting block, int length) {
        long position = block.block.position() + block.sent;
        Buffer bytes = block.block.data().slice(block.sent, block.sent + length);
        return stream.headerOnly()
                ? new Frame(Frame.headerOfUncheckedChunk(stream.transfer(), position, numbers.next(), length), bytes)
                : Frame.chunk(stream.transfer(), position, numbers.next(), bytes);
    }

    private void send(Buffer frames, Promise<Void> written) {
        int length = frames.length();
        unwritten += length;
        stream.onSent().run();
        stream.connection().write(frames).onComplete(result -> {
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

    /** Errors are reported by the futures of the writes. */
    @Override
    public ChunkFrames exceptionHandler(@Nullable Handler<Throwable> handler) {
        return this;
    }

    @Override
    public ChunkFrames setWriteQueueMaxSize(int maxSize) {
        throw new UnsupportedOperationException("the queue holds " + FULL_BYTES + " bytes");
    }

    /** DONE is sent separately. */
    @Override
    public Future<Void> end() {
        return Future.succeededFuture();
    }
}
