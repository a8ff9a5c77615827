package io.chunkgate.transfer.download;

import io.chunkgate.io.ByteRange;
import io.chunkgate.io.Chunk;
import io.chunkgate.io.MemoryBudget;
import io.chunkgate.store.StoredFile;
import io.chunkgate.transfer.Failures;
import io.chunkgate.transfer.Transfer;
import io.chunkgate.transfer.rate.MinRate;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.streams.WriteStream;
import org.jspecify.annotations.Nullable;

/**
 * A download through the {@link ChunkReader}: works for every store and every kind of connection.
 *
 * <p>One that follows a file that grows waits for the uploader for as long as the upload lives: a client is stalled only
 * while there are bytes that it does not take. An upload that nobody goes on with expires, and that ends its followers.
 */
public final class ChunkDownload extends Download {
    /** A byte counts when it is handed to the client and when the client takes it. */
    private static final int PROGRESS_PER_BYTE = 2;

    private final StoredFile file;
    private final ChunkReader reader;
    private final WriteStream<Chunk> sink;
    private final MemoryBudget.Share memory;
    private final boolean inProgress;
    private final boolean isPaced;
    private boolean isHeldBack;
    private long handedBytes;
    private int unfinishedWrites;
    private @Nullable Future<Void> readOutcome;

    private ChunkDownload(
            Vertx vertx,
            StoredFile file,
            ByteRange range,
            Transfer transfer,
            MinRate stall,
            ChunkReader reader,
            MemoryBudget.Share memory,
            WriteStream<Chunk> sink) {
        super(vertx, file, range, transfer, stall, PROGRESS_PER_BYTE);
        this.file = file;
        this.reader = reader;
        this.memory = memory;
        this.sink = sink;
        this.isPaced = transfer.isPaced();
        this.inProgress = file.progress().isPresent();
    }

    /**
     * Starts to send a range of a file. To be called, like everything of it, on the context that opened the file.
     *
     * @param file      closed by the download
     * @param unit      chunks are a whole number of so many bytes, at least 1
     * @param sink      a door's connection; its back-pressure is the reader's. It is not ended
     * @param transfer  ended by the download
     * @param stall     what the client must take of what it is given
     */
    public static Download start(
            Vertx vertx,
            StoredFile file,
            ByteRange range,
            int unit,
            WriteStream<Chunk> sink,
            Transfer transfer,
            MinRate stall) {
        file.progress().ifPresent(progress -> transfer.concerns(progress.upload()));
        MemoryBudget.Share memory = transfer.openMemoryShare();
        ChunkReader reader = new ChunkReader(file, range, unit, memory, transfer.limiter());
        ChunkDownload download = new ChunkDownload(vertx, file, range, transfer, stall, reader, memory, sink);
        download.begin();
        return download;
    }

    private void begin() {
        sink.exceptionHandler(how -> lost());
        reader.exceptionHandler(cause -> readingEnded(Future.failedFuture(cause)));
        reader.endHandler(v -> readingEnded(Future.succeededFuture()));
        reader.handler(this::send);
    }

    private void readingEnded(Future<Void> outcome) {
        readOutcome = outcome;
        endWhenWritten();
    }

    /** Until its time has come a chunk counts as one that is being written: the end waits for it. */
    private void send(Chunk chunk) {
        unfinishedWrites++;
        if (!isPaced) {
            write(chunk);
            return;
        }
        reader.pause();
        isHeldBack = true;
        paced(chunk.data().length(), () -> {
            isHeldBack = false;
            write(chunk);
            readOn();
        });
    }

    private void readOn() {
        boolean hasRoom = !sink.writeQueueFull() && (memory.hasRoom() || unfinishedWrites == 0);
        if (hasRoom && !isHeldBack && !isOver()) {
            reader.resume();
        }
    }

    private void write(Chunk chunk) {
        handedBytes += chunk.data().length();
        sink.write(chunk).onSuccess(v -> written(chunk)).onFailure(how -> lost());
        if (isOver()) {
            return;
        }
        if (sink.writeQueueFull()) {
            reader.pause();
            sink.drainHandler(v -> drained());
        } else if (!memory.hasRoom() && unfinishedWrites > 0) {
            reader.pause();
        }
    }

    private void drained() {
        if (!isHeldBack) {
            reader.resume();
        }
    }

    /** What a connection fails with says how, in the words of many libraries; to a client it is all one. */
    private void lost() {
        fail(Failures.connectionLost());
    }

    private void written(Chunk chunk) {
        int length = chunk.data().length();
        file.release(chunk.data());
        unfinishedWrites--;
        if (!isOver()) {
            memory.taken(length);
            took(length);
            endWhenWritten();
            resumeWhenWritten();
        }
    }

    /** What could be read goes out first, also ahead of an error; a client that does not take it is a stall. */
    private void endWhenWritten() {
        if (readOutcome != null && unfinishedWrites == 0) {
            readOutcome.onSuccess(v -> complete()).onFailure(this::failReading);
        }
    }

    /** Without room for more, each chunk waits until the one before is gone. */
    private void resumeWhenWritten() {
        if (unfinishedWrites == 0 && !isOver()) {
            reader.resume();
        }
    }

    /** Bytes that the client is given start its time anew, however long the uploader made it wait for them. */
    @Override
    long progress() {
        return super.progress() + handedBytes;
    }

    @Override
    boolean isWaitingForUploader() {
        return inProgress && unfinishedWrites == 0;
    }

    @Override
    Future<Void> halt() {
        reader.handler(null);
        memory.close();
        return Future.succeededFuture();
    }
}
