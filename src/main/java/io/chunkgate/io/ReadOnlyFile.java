package io.chunkgate.io;

import io.chunkgate.io.internal.VertxInternals;
import io.netty.buffer.ByteBuf;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.AsyncFile;
import io.vertx.core.file.AsyncFileLock;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import org.jspecify.annotations.Nullable;

/**
 * Base of files that can only be read: at positions, several reads at once, or as a stream of buffers. A read fills the
 * memory of the caller without a copy. Writing and locking fail with {@link UnsupportedOperationException}. Used from the
 * context that opened the file, where results arrive.
 */
public abstract class ReadOnlyFile extends PullStream<Buffer, ReadOnlyFile> implements AsyncFile {
    private static final int DEFAULT_BUFFER_BYTES = 64 * 1024;

    private boolean closed;
    private int bufferBytes = DEFAULT_BUFFER_BYTES;
    private long streamPosition;
    private long streamLeft = Long.MAX_VALUE;
    private @Nullable Future<Buffer> streamRead;

    /**
     * Fills the target from its position to its limit with bytes of the file; the file stays open meanwhile.
     *
     * @param target   not empty; its position may change
     * @param position of the first byte in the file
     * @return how many bytes were read, fewer than wanted only at the end of the file
     */
    protected abstract Future<Integer> fill(ByteBuffer target, long position);

    /** Releases the file when running reads are done; called once. */
    protected abstract Future<Void> release();

    /** Returns the size in bytes, without blocking. */
    @Override
    public abstract long sizeBlocking();

    /**
     * Announces that a range is read from its first byte on, in order, so that it can be requested at once. Other reads remain
     * possible.
     *
     * @param range may end after the file does
     */
    public void expect(ByteRange range) {}

    /** Returns how many reads a {@link ChunkReader} starts before they are needed. */
    public int readAhead() {
        return 1;
    }

    /** As {@link #fill(ByteBuffer, long)}, from another file. */
    protected static Future<Integer> fill(AsyncFile file, ByteBuffer target, long position) {
        return file.read(VertxInternals.buffer(target), 0, position, target.remaining())
                .map(Buffer::length);
    }

    /** Fails with {@link ClosedChannelException} when the file is closed. */
    @Override
    public Future<Buffer> read(Buffer buffer, int offset, long position, int length) {
        if (offset < 0 || position < 0 || length < 0) {
            throw new IllegalArgumentException("offset, position, length: " + offset + ", " + position + ", " + length
                    + " (expected: no negative number)");
        }
        if (closed) {
            return Future.failedFuture(new ClosedChannelException());
        }
        if (length == 0) {
            return Future.succeededFuture(buffer);
        }
        ByteBuf memory = VertxInternals.memory(buffer);
        if (memory.capacity() < offset + length) {
            memory.capacity(offset + length);
        }
        return fill(memory.nioBuffer(offset, length), position).map(count -> {
            memory.writerIndex(Math.max(memory.writerIndex(), offset + count));
            return buffer;
        });
    }

    @Override
    public Future<Long> size() {
        return closed ? Future.failedFuture(new ClosedChannelException()) : Future.succeededFuture(sizeBlocking());
    }

    protected final boolean isClosed() {
        return closed;
    }

    /** Further calls do nothing. */
    @Override
    public final Future<Void> close() {
        if (closed) {
            return Future.succeededFuture();
        }
        closed = true;
        return release();
    }

    @Override
    public ReadOnlyFile setReadPos(long position) {
        streamPosition = position;
        streamRead = null;
        return this;
    }

    @Override
    public ReadOnlyFile setReadLength(long length) {
        streamLeft = length;
        return this;
    }

    @Override
    public long getReadLength() {
        return streamLeft;
    }

    @Override
    public ReadOnlyFile setReadBufferSize(int bytes) {
        bufferBytes = bytes;
        return this;
    }

    @Override
    protected boolean isAtEnd() {
        Future<Buffer> last = streamRead;
        return streamLeft == 0
                || (last != null && last.succeeded() && last.result().length() == 0);
    }

    @Override
    protected @Nullable Buffer poll() {
        Future<Buffer> read = streamRead;
        if (read == null) {
            int length = (int) Math.min(bufferBytes, streamLeft);
            read = read(Buffer.buffer(length), 0, streamPosition, length);
            streamRead = read;
            read.onComplete(done -> advance());
        }
        if (!read.isComplete() || isAtEnd()) {
            return null;
        }
        streamRead = null;
        if (read.failed()) {
            fail(read.cause());
            return null;
        }
        streamPosition += read.result().length();
        streamLeft -= read.result().length();
        return read.result();
    }

    @Override
    public Future<Void> write(Buffer data) {
        return Future.failedFuture(readOnly());
    }

    @Override
    public Future<Void> write(Buffer data, long position) {
        return Future.failedFuture(readOnly());
    }

    @Override
    public Future<Void> flush() {
        return Future.failedFuture(readOnly());
    }

    /** Closes the file, as with every {@code AsyncFile}. */
    @Override
    public Future<Void> end() {
        return close();
    }

    @Override
    public AsyncFile setWritePos(long position) {
        throw readOnly();
    }

    @Override
    public long getWritePos() {
        throw readOnly();
    }

    @Override
    public AsyncFile setWriteQueueMaxSize(int maxSize) {
        throw readOnly();
    }

    @Override
    public boolean writeQueueFull() {
        throw readOnly();
    }

    @Override
    public AsyncFile drainHandler(@Nullable Handler<Void> handler) {
        throw readOnly();
    }

    @Override
    public AsyncFileLock tryLock(long position, long size, boolean shared) {
        throw readOnly();
    }

    @Override
    public Future<AsyncFileLock> lock(long position, long size, boolean shared) {
        return Future.failedFuture(readOnly());
    }

    private static UnsupportedOperationException readOnly() {
        return new UnsupportedOperationException("the file can only be read");
    }
}
