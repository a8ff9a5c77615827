package io.chunkgate.tcp;

import io.chunkgate.config.ConfigException;
import io.chunkgate.io.ByteRange;
import io.chunkgate.server.Client;
import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.FileName;
import io.chunkgate.store.StoreException;
import io.chunkgate.store.StoredFile;
import io.chunkgate.transfer.Direction;
import io.chunkgate.transfer.Failures;
import io.chunkgate.transfer.Transfer;
import io.chunkgate.transfer.download.ChunkDownload;
import io.chunkgate.transfer.download.ChunkSink;
import io.chunkgate.transfer.download.Download;
import io.chunkgate.transfer.download.RegionDownload;
import io.chunkgate.transfer.rate.MinRate;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.nio.channels.FileChannel;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends the configured file to a client that connects: the size first, unless that is switched off, then the bytes. A
 * transfer that fails ends with a reset, so that without the size a truncated file does not look complete.
 */
final class DownloadOnConnect implements Session {
    private static final Logger LOG = LoggerFactory.getLogger(DownloadOnConnect.class);
    /** Bytes of the client that are read and dropped before reading stops. */
    private static final long MAX_IGNORED_BYTES = 1024 * 1024;

    private final TcpContext context;
    private final Vertx vertx;
    private final TcpConnection connection;
    private @Nullable Download download;
    private @Nullable StoreException cancelled;
    private long ignored;

    private DownloadOnConnect(TcpContext context, TcpConnection connection) {
        this.context = context;
        this.vertx = context.server().vertx();
        this.connection = connection;
    }

    /**
     * The handler of the download listener.
     *
     * @throws ConfigException when {@code tcp.downloadFile} is not a valid file name
     */
    static ConnectionHandler handler(TcpContext context) {
        FileName name = configuredName(context.tcp().downloadFile());
        return new ConnectionHandler() {
            @Override
            public void serve(TcpConnection connection) {
                DownloadOnConnect session = new DownloadOnConnect(context, connection);
                connection.serve(session);
                session.open(name);
            }

            @Override
            public void refuse(TcpConnection connection, ErrorCode code) {
                connection.finish(context.tcp().downloadPrefix() ? RawReply.of(code) : Buffer.buffer());
            }
        };
    }

    private static FileName configuredName(String text) {
        try {
            return FileName.of(text);
        } catch (StoreException e) {
            throw new ConfigException("tcp.downloadFile: " + e.getMessage());
        }
    }

    private void open(FileName name) {
        Client client;
        try {
            client = context.admitSilent(connection);
        } catch (StoreException refusal) {
            refuse(refusal);
            return;
        }
        context.track(client.store().open(name))
                .onSuccess(file -> opened(client, file))
                .onFailure(this::refuse);
    }

    private void opened(Client client, StoredFile file) {
        if (cancelled != null) {
            context.track(file.close());
            refuse(cancelled);
            return;
        }
        client.begin(Direction.DOWNLOAD, file.info().name())
                .onSuccess(transfer -> send(file, transfer))
                .onFailure(refusal -> {
                    context.track(file.close());
                    refuse(refusal);
                });
    }

    private void send(StoredFile file, Transfer transfer) {
        connection.resetUnlessFinished();
        if (context.tcp().downloadPrefix()) {
            connection.write(RawReply.of(file.info().size()));
        }
        Download started = start(file, transfer);
        download = started;
        context.track(started.done())
                .onSuccess(v -> connection.finish(Buffer.buffer()))
                .onFailure(this::abort);
    }

    private Download start(StoredFile file, Transfer transfer) {
        ByteRange whole = new ByteRange(0, file.info().size());
        MinRate least = context.server().minDownloadRate(context.tcp().idleTimeoutMs());
        FileChannel channel = file.channel().orElse(null);
        if (channel == null || !connection.takesRegions()) {
            ChunkSink sink = ChunkSink.plain(new ConnectionStream(connection));
            return ChunkDownload.start(vertx, file, whole, 1, sink, transfer, least);
        }
        return RegionDownload.start(vertx, file, channel, whole, connection, transfer, least);
    }

    private void refuse(Throwable cause) {
        StoreException reason = Failures.toStoreException(cause);
        LOG.info("{}: download on connect refused: {}", connection.peer(), reason.getMessage());
        context.reject(connection, reason);
        connection.finish(context.tcp().downloadPrefix() ? RawReply.of(reason.code()) : Buffer.buffer());
    }

    private void abort(Throwable cause) {
        LOG.info("{}: download on connect failed: {}", connection.peer(), cause.getMessage());
        connection.reset();
    }

    @Override
    public void received(Buffer data) {
        ignored += data.length();
        if (ignored > MAX_IGNORED_BYTES) {
            connection.pause();
        }
    }

    @Override
    public void closed() {
        cancel(Failures.connectionLost());
    }

    @Override
    public void fault(StoreException reason) {
        if (download == null) {
            refuse(reason);
        } else {
            abort(reason);
        }
    }

    @Override
    public void drain() {
        context.afterDrain(this::cancel);
    }

    private void cancel(StoreException reason) {
        cancelled = reason;
        if (download != null) {
            download.cancel(reason);
        }
    }
}
