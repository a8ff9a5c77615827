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
 * A download that the kernel copies from the file to the socket, for connections in clear text and files that have a
 * channel. The range goes out in regions of at most 1 MiB, one at a time, so that progress is seen, a stalled client is
 * noticed, and the file is verified before the last piece; where there are rates, each waits for its time.
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
     * @param channel    the file's own ({@link StoredFile#channel})
     * @param connection the client's socket
     * @param transfer   ended by the download
     * @param stall      what the client must take
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
     * @param regionSize bytes of each region but the last
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
        transfer.progressIs(download::sentBytes);
        download.advance();
        return download;
    }

    /** A loop and not a recursion: a client may take every region at once, and a file may have thousands. */
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
            paced(length, () -> verifyAndSend(length));
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
        next.retain(); // Its last release closes the channel, which belongs to the file.
        region = next;
        pending = connection.write(next);
        pending.onSuccess(v -> taken(length)).onFailure(this::sendFailed);
    }

    private void taken(long length) {
        position += length;
        busy = false;
        if (!isOver()) {
            took(length);
            advance();
        }
    }

    /** The same error comes from a lost client and from a file that ended too early; only the file can tell. */
    private void sendFailed(Throwable cause) {
        file.verify().onSuccess(v -> fail(Failures.connectionLost())).onFailure(this::fail);
    }

    /** A region that the socket still has uses the file's descriptor, so the connection is broken before the file closes. */
    @Override
    Future<Void> halt() {
        if (!pending.isComplete()) {
            connection.abort();
        }
        return pending;
    }

    /** By any thread. */
    private long sentBytes() {
        FileRegion last = region;
        return last == null ? 0 : last.position() - start + last.transferred();
    }
}
