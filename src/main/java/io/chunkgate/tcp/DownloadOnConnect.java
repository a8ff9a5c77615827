package io.chunkgate.tcp;

import io.chunkgate.config.ConfigException;
import io.chunkgate.io.ByteRange;
import io.chunkgate.server.Listener;
import io.chunkgate.server.ServerContext;
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
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.nio.channels.FileChannel;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A client of the download listener: it gets the configured file for connecting, its size first unless that is switched
 * off. A transfer that breaks ends by a reset, so that even without the size a part is not taken for the whole.
 */
final class DownloadOnConnect implements Session {
    private static final Logger LOG = LoggerFactory.getLogger(DownloadOnConnect.class);
    /** What a client may say to deaf ears before its bytes are left in the kernel. */
    private static final long MAX_IGNORED_BYTES = 1024 * 1024;

    private final TcpContext setup;
    private final Vertx vertx;
    private final TcpConnection connection;
    private ServerContext client;
    private @Nullable Download download;
    private @Nullable StoreException cancelled;
    private long ignored;

    private DownloadOnConnect(TcpContext setup, TcpConnection connection) {
        this.setup = setup;
        this.vertx = setup.server().vertx();
        this.client = setup.server();
        this.connection = connection;
    }

    /**
     * The entrance of the download listener.
     *
     * @throws ConfigException when {@code tcp.downloadFile} is not the name of a file
     */
    static ConnectionHandler handler(TcpContext setup) {
        FileName name = configuredName(setup.tcp().downloadFile());
        return new ConnectionHandler() {
            @Override
            public void serve(TcpConnection connection) {
                DownloadOnConnect session = new DownloadOnConnect(setup, connection);
                connection.serve(session);
                session.open(name);
            }

            @Override
            public void refuse(TcpConnection connection, ErrorCode code) {
                connection.finish(setup.tcp().downloadPrefix() ? RawReply.of(code) : Buffer.buffer());
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
        Future<StoredFile> opening = opening(name);
        setup.pending().add(opening);
        opening.onSuccess(this::opened).onFailure(this::refuse);
    }

    private Future<StoredFile> opening(FileName name) {
        try {
            client = setup.admitSilent(connection).server();
            return client.store().open(name);
        } catch (StoreException refusal) {
            return Future.failedFuture(refusal);
        }
    }

    private void opened(StoredFile file) {
        if (cancelled != null) {
            setup.pending().add(file.close());
            refuse(cancelled);
            return;
        }
        client.begin(Listener.TCP, Direction.DOWNLOAD, file.info().name(), connection.peer())
                .onSuccess(transfer -> send(file, transfer))
                .onFailure(refusal -> {
                    setup.pending().add(file.close());
                    refuse(refusal);
                });
    }

    private void send(StoredFile file, Transfer transfer) {
        connection.resetUnlessFinished();
        if (setup.tcp().downloadPrefix()) {
            connection.write(RawReply.of(file.info().size()));
        }
        Download started = start(file, transfer);
        download = started;
        setup.pending().add(started.done());
        started.done().onSuccess(v -> connection.finish(Buffer.buffer())).onFailure(this::broken);
    }

    private Download start(StoredFile file, Transfer transfer) {
        ByteRange whole = new ByteRange(0, file.info().size());
        MinRate least = setup.server().minDownloadRate(setup.tcp().idleTimeoutMs());
        FileChannel channel = file.channel().orElse(null);
        if (channel == null || !connection.takesRegions()) {
            ChunkSink sink = ChunkSink.plain(connection.stream());
            return ChunkDownload.start(vertx, file, whole, 1, sink, transfer, least);
        }
        return RegionDownload.start(vertx, file, channel, whole, connection, transfer, least);
    }

    private void refuse(Throwable cause) {
        StoreException reason = Failures.toStoreException(cause);
        LOG.info("{} got nothing: {}", connection.peer(), reason.getMessage());
        setup.reject(connection, reason.code(), reason.getMessage());
        connection.finish(setup.tcp().downloadPrefix() ? RawReply.of(reason.code()) : Buffer.buffer());
    }

    private void broken(Throwable cause) {
        LOG.info("{} did not get the whole file: {}", connection.peer(), cause.getMessage());
        connection.reset();
    }

    @Override
    public void received(Buffer data) {
        ignored += data.length();
        if (ignored > MAX_IGNORED_BYTES) {
            connection.pause();
        }
    }

    /** A client may end its side and still read. */
    @Override
    public void ended() {}

    @Override
    public void closed() {
        cancel(Failures.connectionLost());
    }

    @Override
    public void drain() {
        vertx.setTimer(
                setup.drainMillis(), id -> cancel(new StoreException(ErrorCode.UNAVAILABLE, "the gateway stops")));
    }

    private void cancel(StoreException reason) {
        cancelled = reason;
        if (download != null) {
            download.cancel(reason);
        }
    }
}
