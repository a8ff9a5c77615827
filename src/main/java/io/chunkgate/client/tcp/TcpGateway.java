package io.chunkgate.client.tcp;

import io.chunkgate.cgp.Frame;
import io.chunkgate.cgp.FrameType;
import io.chunkgate.cgp.Info;
import io.chunkgate.cgp.Put;
import io.chunkgate.cgp.Stat;
import io.chunkgate.client.ClientException;
import io.chunkgate.client.GatewayAccess;
import io.chunkgate.client.GatewayClient;
import io.chunkgate.client.GatewayUrl;
import io.chunkgate.client.ReadRequest;
import io.chunkgate.client.RemoteFile;
import io.chunkgate.client.RemoteFolderPage;
import io.chunkgate.client.RemoteRead;
import io.chunkgate.client.RemoteUpload;
import io.chunkgate.client.TlsPort;
import io.chunkgate.client.UploadRequest;
import io.chunkgate.store.ErrorCode;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/**
 * The client for CGP. The protocol has neither listings nor deletion. Each transfer has its own connection, so that a broken
 * connection affects only one.
 */
final class TcpGateway implements GatewayClient {
    private static final int CONNECT_TIMEOUT_MILLIS = 10_000;
    /** A connection on which nothing arrives for this long, not even a PONG, counts as broken. */
    private static final int READ_IDLE_SECONDS = 60;

    private final Vertx vertx;
    private final NetClient client;
    private final GatewayUrl url;
    private final Optional<String> token;
    private final TlsPort tls;

    private TcpGateway(Vertx vertx, GatewayUrl url, GatewayAccess access) {
        this.vertx = vertx;
        this.url = url;
        this.token = access.token();
        this.tls = new TlsPort(vertx, url);
        NetClientOptions options = new NetClientOptions()
                .setHostnameVerificationAlgorithm(access.insecure() ? "" : "HTTPS")
                .setConnectTimeout(CONNECT_TIMEOUT_MILLIS)
                .setReadIdleTimeout(READ_IDLE_SECONDS)
                .setIdleTimeoutUnit(TimeUnit.SECONDS);
        access.secure(options, url);
        this.client = vertx.createNetClient(options);
    }

    /** {@code tcp://} and {@code tcps://}. */
    public static final class Protocol implements GatewayClient.Protocol {
        @Override
        public String scheme() {
            return "tcp";
        }

        @Override
        public GatewayClient create(Vertx vertx, GatewayUrl url, GatewayAccess access) {
            return new TcpGateway(vertx, url, access);
        }
    }

    @Override
    public Future<RemoteFile> stat(String name) {
        return info(new Stat(Optional.of(name), Optional.empty())).map(frame -> file(Info.decode(frame.payload())));
    }

    /** Requests an empty range: its ACCEPT carries the digest, if the gateway knows it. */
    @Override
    public Future<RemoteFile> digest(String name) {
        ReadRequest emptyRange = new ReadRequest(name, 0, OptionalLong.of(0), Optional.empty(), false);
        return read(emptyRange).map(read -> {
            read.cancel();
            return read.file();
        });
    }

    @Override
    public Future<RemoteFolderPage> list(String folder, Optional<String> after) {
        return unsupported("listings");
    }

    @Override
    public Future<RemoteRead> read(ReadRequest request) {
        return open().compose(session -> TcpRead.begin(session, request));
    }

    @Override
    public Future<RemoteUpload> create(UploadRequest request) {
        return begin(request, Optional.empty());
    }

    @Override
    public Future<Long> storedBytes(String id) {
        return info(new Stat(Optional.empty(), Optional.of(id))).map(Frame::offset);
    }

    @Override
    public Future<RemoteUpload> resume(String id, UploadRequest request) {
        return begin(request, Optional.of(id));
    }

    @Override
    public Future<Void> delete(String name) {
        return unsupported("deletion");
    }

    @Override
    public Future<Void> copy(String from, String to, boolean replace) {
        return unsupported("copies");
    }

    @Override
    public Future<Void> move(String from, String to, boolean replace) {
        return unsupported("moves");
    }

    @Override
    public Future<Void> createFolder(String name) {
        return unsupported("new folders");
    }

    @Override
    public Future<Void> deleteFolder(String name, boolean whole) {
        return unsupported("deletion of folders");
    }

    @Override
    public Future<Void> close() {
        return client.close();
    }

    /** Opens a connection and completes after its WELCOME. The caller closes the session. */
    private Future<TcpSession> open() {
        return client.connect(url.port(), url.host())
                .recover(cause -> ClientException.unreachable(url, cause))
                .compose(socket -> TcpSession.handshake(vertx, this, socket, token))
                .onSuccess(welcomed -> tls.responded())
                .recover(tls::explain);
    }

    private Future<RemoteUpload> begin(UploadRequest request, Optional<String> id) {
        Put put = new Put(
                Optional.of(request.name()),
                request.size(),
                Optional.empty(),
                id,
                id.isEmpty() && !request.overwrite(),
                OptionalLong.empty());
        return open().compose(session -> TcpUpload.begin(session, put));
    }

    private Future<Frame> info(Stat stat) {
        return open().compose(session -> session.request(
                        Frame.of(FrameType.STAT, TcpSession.TRANSFER, stat.encode()), FrameType.INFO)
                .onComplete(v -> session.close()));
    }

    private static RemoteFile file(Info info) {
        return new RemoteFile(
                info.name(), info.size(), info.etag(), info.modified(), Optional.empty(), info.complete());
    }

    private static <T> Future<T> unsupported(String operation) {
        return Future.failedFuture(new ClientException(
                ErrorCode.UNIMPLEMENTED, "tcp: no " + operation + " in this protocol (expected: http or grpc)"));
    }
}
