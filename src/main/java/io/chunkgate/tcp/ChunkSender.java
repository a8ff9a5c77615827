package io.chunkgate.tcp;

import io.chunkgate.io.ByteRange;
import io.chunkgate.store.StoreException;
import io.chunkgate.store.StoredFile;
import io.chunkgate.transfer.Transfer;
import io.chunkgate.transfer.download.ChunkDownload;
import io.chunkgate.transfer.download.Download;
import io.chunkgate.transfer.download.RegionDownload;
import io.chunkgate.transfer.rate.MinRate;
import io.vertx.core.Vertx;
import java.nio.channels.FileChannel;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Sends the bytes of one CGP download as CHUNKs: read into memory, or copied by the kernel when no checksum needs them. */
final class ChunkSender {
    /** Smaller chunks are faster when many are read and written at once. */
    private static final int MIN_REGION_BYTES = 64 * 1024;

    private static final long NONE = -1;

    private final CgpContext context;
    private final Vertx vertx;
    private final int number;
    private final int chunkSize;
    private final Credit credit;
    private final boolean headerOnly;
    private final Runnable onSent;
    private @Nullable Download download;
    private @Nullable ChunkFrames chunks;
    private @Nullable RegionFrames regions;
    private long end;

    /**
     * @param headerOnly whether the client takes chunks whose checksum covers the header alone
     * @param onSent     called when chunks that were read are sent
     */
    ChunkSender(CgpContext context, int number, int chunkSize, Credit credit, boolean headerOnly, Runnable onSent) {
        this.context = context;
        this.vertx = context.vertx();
        this.number = number;
        this.chunkSize = chunkSize;
        this.credit = credit;
        this.headerOnly = headerOnly;
        this.onSent = onSent;
    }

    /**
     * Starts the download.
     *
     * @param file     closed when the download is done
     * @param range    at least one byte, or open at its end for a file in progress
     * @param transfer ended when the download is done
     */
    Download start(StoredFile file, ByteRange range, Transfer transfer) {
        ChunkNumbers numbers = new ChunkNumbers(range.start(), chunkSize);
        Optional<FileChannel> channel =
                file.channel().filter(c -> takesRegions() && file.cached().isEmpty());
        end = range.end();
        Download started = channel.isPresent()
                ? copy(file, channel.get(), range, transfer, numbers)
                : read(file, range, transfer, numbers);
        download = started;
        return started;
    }

    private boolean takesRegions() {
        return headerOnly
                && chunkSize >= MIN_REGION_BYTES
                && context.connection().takesRegions();
    }

    private Download copy(
            StoredFile file, FileChannel channel, ByteRange range, Transfer transfer, ChunkNumbers numbers) {
        RegionFrames sink = new RegionFrames(context.connection(), number, credit, numbers);
        regions = sink;
        return RegionDownload.start(vertx, file, channel, range, chunkSize, sink, transfer, minRate());
    }

    private Download read(StoredFile file, ByteRange range, Transfer transfer, ChunkNumbers numbers) {
        ChunkFrames sink =
                new ChunkFrames(context.connection(), number, chunkSize, credit, numbers, headerOnly, onSent);
        chunks = sink;
        end = range.start();
        return ChunkDownload.start(vertx, file, range, chunkSize, sink, transfer, minRate());
    }

    private MinRate minRate() {
        return context.listener().server().minDownloadRate(context.idleMillis());
    }

    /** The position after the last byte, once all are sent. */
    long end() {
        return chunks == null ? end : Math.max(end, chunks.sentEnd());
    }

    /** Sends the chunks that the credit covers now. */
    void advance() {
        Optional.ofNullable(chunks).ifPresent(ChunkFrames::advance);
        Optional.ofNullable(regions).ifPresent(RegionFrames::advance);
    }

    /**
     * Cancels the download. A frame that is half sent is completed first.
     *
     * @return a timer that resets the connection, for a client that does not read the rest of that frame
     */
    long stop(StoreException reason) {
        Optional.ofNullable(regions).ifPresent(RegionFrames::stop);
        long idleMillis = context.idleMillis();
        long timer = idleMillis == 0
                ? NONE
                : vertx.setTimer(idleMillis, id -> context.connection().reset());
        Objects.requireNonNull(download).cancel(reason);
        Optional.ofNullable(chunks).ifPresent(ChunkFrames::stop);
        return timer;
    }
}
