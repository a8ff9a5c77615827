package io.chunkgate.tcp;

import io.chunkgate.io.ByteRange;
import io.chunkgate.store.StoreException;
import io.chunkgate.store.StoredFile;
import io.chunkgate.transfer.Transfer;
import io.chunkgate.transfer.download.ChunkDownload;
import io.chunkgate.transfer.download.Download;
import io.chunkgate.transfer.download.RegionDownload;
import io.chunkgate.transfer.rate.MinRate;
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
    private final ChunkStream stream;
    private @Nullable Download download;
    private @Nullable ChunkFrames chunks;
    private @Nullable RegionFrames regions;
    private long end;

    ChunkSender(CgpContext context, ChunkStream stream) {
        this.context = context;
        this.stream = stream;
    }

    /**
     * Starts the download.
     *
     * @param file     closed when the download is done
     * @param range    at least one byte, or open at its end for a file in progress
     * @param transfer ended when the download is done
     */
    Download start(StoredFile file, ByteRange range, Transfer transfer) {
        ChunkNumbers numbers = new ChunkNumbers(range.start(), stream.size());
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
        return stream.headerOnly()
                && stream.size() >= MIN_REGION_BYTES
                && stream.connection().takesRegions();
    }

    private Download copy(
            StoredFile file, FileChannel channel, ByteRange range, Transfer transfer, ChunkNumbers numbers) {
        RegionFrames sink = new RegionFrames(stream, numbers);
        regions = sink;
        return RegionDownload.start(context.vertx(), file, channel, range, stream.size(), sink, transfer, minRate());
    }

    private Download read(StoredFile file, ByteRange range, Transfer transfer, ChunkNumbers numbers) {
        ChunkFrames sink = new ChunkFrames(stream, numbers);
        chunks = sink;
        end = range.start();
        return ChunkDownload.start(context.vertx(), file, range, stream.size(), sink, transfer, minRate());
    }

    private MinRate minRate() {
        return context.client().server().minDownloadRate(context.idleMillis());
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
                : context.vertx().setTimer(idleMillis, id -> stream.connection().reset());
        Objects.requireNonNull(download).cancel(reason);
        Optional.ofNullable(chunks).ifPresent(ChunkFrames::stop);
        return timer;
    }
}
