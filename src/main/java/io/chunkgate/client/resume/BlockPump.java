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
 * Moves the bytes of a read into a sink. While one block is written the next one fills, so that bytes that come slowly are
 * written at once, and quick ones in large blocks. What came before a failure is written as well.
 */
final class BlockPump {
    /** The read pauses while so many bytes wait. */
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
    private boolean busy;
    private boolean paused;
    private boolean cut;
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
     * Runs on the context to the end of the read.
     *
     * @param position of the read's first byte
     * @param written  is told how many bytes more the sink has
     */
    static Future<Void> run(Context context, RemoteRead read, ByteSink sink, long position, LongConsumer written) {
        return new BlockPump(context, read, sink, position, written).run();
    }

    private Future<Void> run() {
        ReadStream<Buffer> bytes = read.bytes();
        bytes.exceptionHandler(this::cut);
        bytes.endHandler(end -> end(null));
        bytes.handler(this::take);
        bytes.resume();
        return done.future();
    }

    private void take(Buffer part) {
        int needed = filled + part.length();
        if (needed > filling.length) {
            filling = Arrays.copyOf(filling, needed);
        }
        part.getBytes(0, part.length(), filling, filled);
        filled = needed;
        if (filled >= BLOCK_BYTES && busy && !cut) {
            paused = true;
            read.bytes().pause();
        }
        writeNext();
    }

    /** What waits in a paused stream has arrived, and need not be sent again. */
    private void cut(Throwable cause) {
        cut = true;
        read.bytes().resume(); // Delivers in a step of its own.
        context.runOnContext(delivered -> end(cause));
    }

    private void end(@Nullable Throwable cause) {
        if (!ended) {
            ended = true;
            failure = cause;
            writeNext();
        }
    }

    private void writeNext() {
        if (busy) {
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
        busy = true;
        FileTasks.run(context, () -> {
                    sink.write(position, ByteBuffer.wrap(block, 0, byteCount));
                    return byteCount;
                })
                .onSuccess(this::written)
                .onFailure(this::broken);
    }

    private void written(int byteCount) {
        busy = false;
        position += byteCount;
        written.accept(byteCount);
        if (paused) {
            paused = false;
            read.bytes().resume();
        }
        writeNext();
    }

    private void broken(Throwable cause) {
        ended = true;
        done.tryFail(cause);
        read.cancel();
    }
}
