package io.chunkgate.transfer.download;

import io.chunkgate.io.BufferPool;
import io.chunkgate.io.ByteRange;
import io.chunkgate.io.Chunk;
import io.chunkgate.io.ChunkReader;
import io.chunkgate.io.MemoryBudget;
import io.chunkgate.io.ReadPolicy;
import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.StoreException;
import io.chunkgate.store.StoredFile;
import io.chunkgate.store.UploadProgress;
import io.chunkgate.transfer.Failures;
import io.chunkgate.transfer.Transfer;
import io.chunkgate.transfer.rate.MinRate;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.streams.WriteStream;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A download through the {@link ChunkReader}, for every store and every kind of connection.
 *
 * <p>A download that follows an upload waits for the uploader until the upload ends or expires: its client is stalled only
 * while there are bytes that it does not take.
 */
public final class ChunkDownload extends Download {
    /** A byte counts when it is written and when the client took it. */
    private static final int PROGRESS_PER_BYTE = 2;

    private final ChunkReader reader;
    private final WriteStream<Chunk> sink;
    private final MemoryBudget.Share memory;
    private final boolean inProgress;
    private final boolean isRateLimited;
    private @Nullable Chunk delayed;
    private long writtenBytes;
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
        this.reader = reader;
        this.memory = memory;
        this.sink = sink;
        this.isRateLimited = transfer.isRateLimited();
        this.inProgress = file.progress().isPresent();
    }

    /**
     * Starts to send a range of a file. All methods are called on the context that opened the file.
     *
     * @param file      closed by the download
     * @param unit      the length of each chunk but the last is a multiple of this, at least 1
     * @param sink      the client's connection; pauses the reader while it is full, and is not ended
     * @param transfer  ended by the download
     * @param stall     the minimum rate of the client
     */
    public static Download start(
            Vertx vertx,
            StoredFile file,
            ByteRange range,
            int unit,
            WriteStream<Chunk> sink,
            Transfer transfer,
            MinRate stall) {
        file.progress().ifPresent(progress -> transfer.setUpload(progress.upload()));
        MemoryBudget.Share memory = transfer.openMemoryShare(ChunkReader.allowance(unit));
        Policy policy = new Policy(file, transfer.limiter().partBytes());
        ChunkReader reader = new ChunkReader(file.content(), range, unit, BufferPool.of(vertx), memory, policy);
        ChunkDownload download = new ChunkDownload(vertx, file, range, transfer, stall, reader, memory, sink);
        download.begin();
        return download;
    }

    private void begin() {
        sink.exceptionHandler(how -> connectionLost());
        reader.exceptionHandler(cause -> readingEnded(Future.failedFuture(cause)));
        reader.endHandler(v -> readingEnded(Future.succeededFuture()));
        pauseWhileFull();
        reader.handler(this::send);
    }

    private void readingEnded(Future<Void> outcome) {
        readOutcome = outcome;
        endWhenWritten();
    }

    /** A delayed chunk counts as unfinished, so that the end waits for it. */
    private void send(Chunk chunk) {
        unfinishedWrites++;
        if (!isRateLimited) {
            write(chunk);
            return;
        }
        reader.pause();
        delayed = chunk;
        rateLimited(chunk.data().length(), () -> {
            delayed = null;
            write(chunk);
            resumeReading();
        });
    }

    private void write(Chunk chunk) {
        int length = chunk.data().length();
        writtenBytes += length;
        sink.write(chunk).onComplete(written -> {
            unfinishedWrites--;
            if (written.failed()) {
                reader.abandon(chunk);
                connectionLost();
                return;
            }
            reader.release(chunk);
            if (!isOver()) {
                countBytes(length);
                endWhenWritten();
            }
        });
        pauseWhileFull();
    }

    private void pauseWhileFull() {
        if (!isOver() && sink.writeQueueFull()) {
            reader.pause();
            sink.drainHandler(v -> resumeReading());
        }
    }

    private void resumeReading() {
        if (!isOver() && delayed == null && !sink.writeQueueFull()) {
            reader.resume();
        }
    }

    /** Connections fail with many types of errors; all mean that the client disconnected. */
    private void connectionLost() {
        fail(Failures.connectionLost());
    }

    /** All chunks that were read are sent before the end or an error. */
    private void endWhenWritten() {
        if (readOutcome != null && unfinishedWrites == 0) {
            readOutcome.onSuccess(v -> complete()).onFailure(this::failReading);
        }
    }

    /** Written bytes count as well, so that the time the uploader took for them is not held against the client. */
    @Override
    long progress() {
        return super.progress() + writtenBytes;
    }

    @Override
    boolean isWaitingForUploader() {
        return inProgress && unfinishedWrites == 0 && !sink.writeQueueFull();
    }

    @Override
    Future<Void> halt() {
        reader.handler(null);
        Optional.ofNullable(delayed).ifPresent(reader::release);
        memory.close();
        return Future.succeededFuture();
    }

    /** Follows an upload, and verifies a file that may change. */
    record Policy(StoredFile file, int maxBytes) implements ReadPolicy {
        @Override
        public Future<Long> available(long position) {
            Optional<UploadProgress> progress = file.progress();
            return progress.isPresent() ? progress.get().available(position) : ReadPolicy.super.available(position);
        }

        @Override
        public Future<Void> verify() {
            return file.verify();
        }

        @Override
        public Throwable truncated(long position) {
            long size = file.info().size();
            return new StoreException(
                    ErrorCode.DATA_LOSS,
                    "the file ended at " + position + " while it was read (expected: " + size + " bytes)");
        }
    }
}
