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
        private final Promise<Void> written = VertxInternals.promise();
        private Future<Void> lastWrite = Future.succeededFuture();
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

    /** Drops the waiting blocks; their memory is used until the frames of their beginning are written. */
    void stop() {
        waiting.forEach(block -> block.lastWrite.onComplete(done -> block.written.fail("dropped")));
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
            block.lastWrite = send(VertxInternals.buffer(frames));
        }
        if (complete) {
            block.lastWrite.onComplete(block.written);
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

    private Future<Void> send(Buffer frames) {
        int length = frames.length();
        unwritten += length;
        stream.onSent().run();
        return stream.connection().write(frames).onComplete(result -> {
            unwritten -= length;
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
