package io.chunkgate.transfer.download;

import io.chunkgate.io.ByteRange;
import io.chunkgate.store.StoredFile;
import io.chunkgate.transfer.Failures;
import io.chunkgate.transfer.Transfer;
import io.chunkgate.transfer.rate.MinRate;
import io.netty.channel.DefaultFileRegion;
import io.netty.channel.FileRegion;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.channels.FileChannel;
import org.jspecify.annotations.Nullable;

/**
 * A download without copies in user space: the kernel copies from the file to the socket. For connections without TLS and
 * files that have a channel. The range is sent in regions of at most 1 MiB, one at a time, so that progress is visible, a
 * stalled client is detected, the file is verified before the last region, and each region can be delayed by rate limits.
 */
public final class RegionDownload extends Download {
    private static final int REGION_BYTES = 1024 * 1024;

    private final StoredFile file;
    private final FileChannel channel;
    private final RegionSink connection;
    private final int regionSize;
    private final long start;
    private final long end;
    private long position;
    private boolean advancing;
    private boolean busy;
    private volatile @Nullable FileRegion region;
    private Future<Void> pending = Future.succeededFuture();

    private RegionDownload(
            Vertx vertx,
            StoredFile file,
            FileChannel channel,
            ByteRange range,
            int regionSize,
            RegionSink connection,
            Transfer transfer,
            MinRate stall) {
        super(vertx, file, range, transfer, stall, 1);
        this.file = file;
        this.channel = channel;
        this.connection = connection;
        this.regionSize = regionSize;
        this.start = range.start();
        this.position = range.start();
        this.end = range.end();
    }

    /**
     * Starts to send a range of a file.
     *
     * @param file       closed by the download
     * @param channel    of the file ({@link StoredFile#channel})
     * @param transfer   ended by the download
     * @param stall      the minimum rate of the client
     */
    public static Download start(
            Vertx vertx,
            StoredFile file,
            FileChannel channel,
            ByteRange range,
            RegionSink connection,
            Transfer transfer,
            MinRate stall) {
        int regionSize = Math.min(REGION_BYTES, transfer.limiter().partBytes());
        return start(vertx, file, channel, range, regionSize, connection, transfer, stall);
    }

    /**
     * As {@link #start(Vertx, StoredFile, FileChannel, ByteRange, RegionSink, Transfer, MinRate)}, for a connection that frames
     * its regions.
     *
     * @param regionSize length of each region but the last
     */
    public static Download start(
            Vertx vertx,
            StoredFile file,
            FileChannel channel,
            ByteRange range,
            int regionSize,
            RegionSink connection,
            Transfer transfer,
            MinRate stall) {
        RegionDownload download =
                new RegionDownload(vertx, file, channel, range, regionSize, connection, transfer, stall);
        transfer.setProgressSource(download::sentBytes);
        download.advance();
        return download;
    }

    /** A loop, since a recursion would overflow the stack when the client takes thousands of regions at once. */
    private void advance() {
        if (advancing) {
            return;
        }
        advancing = true;
        while (!busy && !isOver()) {
            next();
        }
        advancing = false;
    }

    private void next() {
        long left = end - position;
        if (left == 0) {
            complete();
        } else {
            busy = true;
            long length = Math.min(left, regionSize);
            rateLimited(length, () -> verifyAndSend(length));
        }
    }

    private void verifyAndSend(long length) {
        boolean sentBefore = position > start;
        if (position + length == end && sentBefore) {
            file.verify().onSuccess(v -> send(length)).onFailure(this::fail);
        } else {
            send(length);
        }
    }

    private void send(long length) {
        if (isOver()) {
            return;
        }
        FileRegion next = new DefaultFileRegion(channel, position, length);
        next.retain(); // The last release would close the channel, which belongs to the file.
        region = next;
        pending = connection.write(next);
        pending.onSuccess(v -> taken(length)).onFailure(this::sendFailed);
    }

    private void taken(long length) {
        position += length;
        busy = false;
        if (!isOver()) {
            countBytes(length);
            advance();
        }
    }

    /** A lost client and a truncated file cause the same error, so the file is verified to distinguish them. */
    private void sendFailed(Throwable cause) {
        file.verify().onSuccess(v -> fail(Failures.connectionLost())).onFailure(this::fail);
    }

    /** A pending region uses the file's descriptor, so the connection is closed before the file. */
    @Override
    Future<Void> halt() {
        if (!pending.isComplete()) {
            connection.abort();
        }
        return pending;
    }

    /** Called by any thread. */
    private long sentBytes() {
        FileRegion last = region;
        return last == null ? 0 : last.position() - start + last.transferred();
    }
}
