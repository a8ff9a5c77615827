package io.chunkgate.tcp;

import io.chunkgate.io.ByteRange;
import io.chunkgate.store.StoreException;
import io.chunkgate.store.StoredFile;
import io.chunkgate.transfer.Transfer;
import io.chunkgate.transfer.download.ChunkDownload;
import io.chunkgate.transfer.download.Download;
import io.chunkgate.transfer.download.RegionDownload;
import io.vertx.core.Vertx;
import java.nio.channels.FileChannel;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The bytes of one download of the framed form on their way: read, or copied by the kernel where no checksum needs them. */
final class ChunkStream {
    /** Smaller chunks go faster read and written many at once. */
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
     * @param headerOnly whether the client takes chunks without a checksum of their bytes
     * @param onSent     run whenever chunks that were read go out
     */
    ChunkStream(CgpContext context, int number, int chunkSize, Credit credit, boolean headerOnly, Runnable onSent) {
        this.context = context;
        this.vertx = context.vertx();
        this.number = number;
        this.chunkSize = chunkSize;
        this.credit = credit;
        this.headerOnly = headerOnly;
        this.onSent = onSent;
    }

    /**
     * Starts to send.
     *
     * @param file     closed when the download is done
     * @param range    at least one byte, or open at its end for a file that grows
     * @param transfer ended when the download is done
     */
    Download start(StoredFile file, ByteRange range, Transfer transfer) {
        ChunkNumbers numbers = new ChunkNumbers(range.start(), chunkSize);
        Optional<FileChannel> channel =
                file.channel().filter(c -> takesRegions() && file.content().isEmpty());
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
        return RegionDownload.start(
                vertx,
                file,
                channel,
                range,
                chunkSize,
                sink,
                transfer,
                context.setup().server().minDownloadRate(context.idleMillis()));
    }

    private Download read(StoredFile file, ByteRange range, Transfer transfer, ChunkNumbers numbers) {
        ChunkFrames sink =
                new ChunkFrames(context.connection(), number, chunkSize, credit, numbers, headerOnly, onSent);
        chunks = sink;
        end = range.start();
        return ChunkDownload.start(
                vertx,
                file,
                range,
                chunkSize,
                sink,
                transfer,
                context.setup().server().minDownloadRate(context.idleMillis()));
    }

    /** The position after the last byte that was sent, when all were. */
    long end() {
        return chunks == null ? end : Math.max(end, chunks.sentEnd());
    }

    /** Sends what the credit covers now. */
    void advance() {
        Optional.ofNullable(chunks).ifPresent(ChunkFrames::advance);
        Optional.ofNullable(regions).ifPresent(RegionFrames::advance);
    }

    /**
     * Ends the download for that reason, behind the frame that is half sent.
     *
     * @return a timer that breaks the connection, for a client that does not take that frame
     */
    long stop(StoreException reason) {
        Optional.ofNullable(chunks).ifPresent(ChunkFrames::stop);
        Optional.ofNullable(regions).ifPresent(RegionFrames::leave);
        long idleMillis = context.idleMillis();
        long timer = idleMillis == 0
                ? NONE
                : vertx.setTimer(idleMillis, id -> context.connection().reset());
        Objects.requireNonNull(download).cancel(reason);
        return timer;
    }
}
