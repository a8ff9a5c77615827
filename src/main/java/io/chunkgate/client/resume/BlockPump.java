package io.chunkgate.client.resume;

import io.chunkgate.client.RemoteRead;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Copies the bytes of a download to a sink. While one block is written the next one fills, so that slow downloads are
 * written without delay, and fast ones in large blocks. Bytes received before a failure are written as well.
 */
final class BlockPump {
    /** The download is paused while this many bytes wait. */
    private static final int BLOCK_BYTES = 256 * 1024;

    private final Context context;
    private final RemoteRead read;
    private final ByteSink sink;
    private final LongConsumer written;
    private final Promise<Void> done = Promise.promise();

    private long position;
    private byte[] filling = new byte[BLOCK_BYTES];
    private byte[] writing = new byte[BLOCK_BYTES];
    private int filled;
    private boolean isWriting;
    private boolean paused;
    private boolean ended;
    private @Nullable Throwable failure;

    private BlockPump(Context context, RemoteRead read, ByteSink sink, long position, LongConsumer written) {
        this.context = context;
        this.read = read;
        this.sink = sink;
        this.position = position;
        this.written = written;
    }

    /**
     * Must be called on the context. Completes after the last byte was written.
     *
     * @param position offset of the download's first byte
     * @param written  is called with the number of bytes after each write
     */
    static Future<Void> run(Context context, RemoteRead read, ByteSink sink, long position, LongConsumer written) {
        return new BlockPump(context, read, sink, position, written).run();
    }

    private Future<Void> run() {
        ReadStream<Buffer> bytes = read.bytes();
        bytes.exceptionHandler(this::end);
        bytes.endHandler(v -> end(null));
        bytes.handler(this::add);
        bytes.resume();
        return done.future();
    }

    private void add(Buffer chunk) {
        int needed = filled + chunk.length();
        if (needed > filling.length) {
            filling = Arrays.copyOf(filling, needed);
        }
        chunk.getBytes(0, chunk.length(), filling, filled);
        filled = needed;
        if (filled >= BLOCK_BYTES && isWriting) {
            paused = true;
            read.bytes().pause();
        }
        writeNext();
    }

    private void end(@Nullable Throwable cause) {
        if (!ended) {
            ended = true;
            failure = cause;
            writeNext();
        }
    }

    private void writeNext() {
        if (isWriting) {
            return;
        }
        if (filled > 0) {
            write();
        } else if (ended && failure == null) {
            done.tryComplete();
        } else if (ended) {
            done.tryFail(failure);
        }
    }

    private void write() {
        byte[] block = filling;
        int byteCount = filled;
        filling = writing;
        writing = block;
        filled = 0;
        isWriting = true;
        FileTasks.run(context, () -> sink.write(position, ByteBuffer.wrap(block, 0, byteCount)))
                .onSuccess(v -> written(byteCount))
                .onFailure(this::writeFailed);
    }

    private void written(int byteCount) {
        isWriting = false;
        position += byteCount;
        written.accept(byteCount);
        if (paused) {
            paused = false;
            read.bytes().resume();
        }
        writeNext();
    }

    private void writeFailed(Throwable cause) {
        ended = true;
        done.tryFail(cause);
        read.cancel();
    }
}
