package io.chunkgate.client.grpc;

import io.chunkgate.client.ClientException;
import io.chunkgate.client.GatewayAccess;
import io.chunkgate.client.GatewayClient;
import io.chunkgate.client.GatewayUrl;
import io.chunkgate.client.PublishedUpload;
import io.chunkgate.client.ReadRequest;
import io.chunkgate.client.RemoteFile;
import io.chunkgate.client.RemoteFolderPage;
import io.chunkgate.client.RemoteRead;
import io.chunkgate.client.RemoteUpload;
import io.chunkgate.client.TlsPort;
import io.chunkgate.client.UploadRequest;
import io.chunkgate.proto.v1.CopyRequest;
import io.chunkgate.proto.v1.CreateFolderRequest;
import io.chunkgate.proto.v1.DeleteFolderRequest;
import io.chunkgate.proto.v1.DeleteRequest;
import io.chunkgate.proto.v1.FilesServiceGrpcClient;
import io.chunkgate.proto.v1.ListRequest;
import io.chunkgate.proto.v1.ListResponse;
import io.chunkgate.proto.v1.MoveRequest;
import io.chunkgate.proto.v1.Overwrite;
import io.chunkgate.proto.v1.QueryUploadRequest;
import io.chunkgate.proto.v1.QueryUploadResponse;
import io.chunkgate.proto.v1.StatRequest;
import io.chunkgate.proto.v1.UploadState;
import io.chunkgate.proto.v1.WriteStart;
import io.chunkgate.store.ErrorCode;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.grpc.client.GrpcClient;
import io.vertx.grpc.client.GrpcClientOptions;
import io.vertx.grpc.common.ServiceMethod;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The client of chunkgate.v1.FilesService. The gRPC and the HTTP server of the gateway both offer this service. A running
 * call holds a reference to this object, because Vert.x closes a client that is not referenced any more.
 */
final class GrpcGateway implements GatewayClient {
    private static final int CONNECT_TIMEOUT_MILLIS = 10_000;
    /** A connection on which nothing arrives for this long, not even the ACK of a PING, counts as broken. */
    private static final int READ_IDLE_SECONDS = 60;

    private static final int MAX_MESSAGE_BYTES = 4 * 1024 * 1024;
    /** Allows 40 MiB/s at a round-trip time of 100 ms. */
    private static final int WINDOW_BYTES = 4 * 1024 * 1024;

    private final Vertx vertx;
    private final GrpcClient client;
    private final GatewayUrl url;
    private final GatewayAccess access;
    private final TlsPort tls;

    private GrpcGateway(Vertx vertx, GatewayUrl url, GatewayAccess access) {
        this.vertx = vertx;
        this.client = createClient(vertx, url, access);
        this.url = url;
        this.access = access;
        this.tls = new TlsPort(vertx, url);
    }

    /** {@code grpc://} and {@code grpcs://}. */
    public static final class Protocol implements GatewayClient.Protocol {
        @Override
        public String scheme() {
            return "grpc";
        }

        @Override
        public GatewayClient create(Vertx vertx, GatewayUrl url, GatewayAccess access) {
            return new GrpcGateway(vertx, url, access);
        }
    }

    @Override
    public Future<RemoteFile> stat(String name) {
        return stat(StatRequest.newBuilder().setName(name).build());
    }

    @Override
    public Future<RemoteFile> digest(String name) {
        return stat(
                StatRequest.newBuilder().setName(name).setComputeSha256(true).build());
    }

    @Override
    public Future<RemoteFolderPage> list(String folder, Optional<String> after) {
        ListRequest request = ListRequest.newBuilder()
                .setFolder(folder)
                .setPageToken(after.orElse(""))
                .build();
        return call(FilesServiceGrpcClient.List, request).map(GrpcGateway::page);
    }

    @Override
    public Future<RemoteRead> read(ReadRequest request) {
        return GrpcRead.begin(this, request);
    }

    @Override
    public Future<RemoteUpload> create(UploadRequest request) {
        WriteStart.Builder start =
                WriteStart.newBuilder().setName(request.name()).setCreateOnly(!request.overwrite());
        request.size().ifPresent(start::setSize);
        return GrpcUpload.begin(this, start.build());
    }

    @Override
    public Future<Long> storedBytes(String id) {
        return query(id).map(QueryUploadResponse::getStoredOffset);
    }

    @Override
    public Future<RemoteUpload> resume(String id, UploadRequest request) {
        return query(id)
                .compose(upload -> upload.getState() == UploadState.UPLOAD_STATE_COMPLETE
                        ? Future.succeededFuture(new PublishedUpload(id, RemoteFiles.file(upload.getFile(), true)))
                        : GrpcUpload.begin(
                                this, WriteStart.newBuilder().setUploadId(id).build()));
    }

    @Override
    public Future<Void> delete(String name) {
        return call(
                        FilesServiceGrpcClient.Delete,
                        DeleteRequest.newBuilder().setName(name).build())
                .mapEmpty();
    }

    @Override
    public Future<Void> copy(String from, String to, boolean replace) {
        CopyRequest request = CopyRequest.newBuilder()
                .setFrom(from)
                .setTo(to)
                .setOverwrite(overwrite(replace))
                .build();
        return call(FilesServiceGrpcClient.Copy, request).mapEmpty();
    }

    @Override
    public Future<Void> move(String from, String to, boolean replace) {
        MoveRequest request = MoveRequest.newBuilder()
                .setFrom(from)
                .setTo(to)
                .setOverwrite(overwrite(replace))
                .build();
        return call(FilesServiceGrpcClient.Move, request).mapEmpty();
    }

    private static Overwrite overwrite(boolean replace) {
        return replace ? Overwrite.OVERWRITE_UNSPECIFIED : Overwrite.OVERWRITE_NOTHING;
    }

    @Override
    public Future<Void> createFolder(String name) {
        CreateFolderRequest request =
                CreateFolderRequest.newBuilder().setName(name).build();
        return call(FilesServiceGrpcClient.CreateFolder, request).mapEmpty();
    }

    @Override
    public Future<Void> deleteFolder(String name, boolean whole) {
        DeleteFolderRequest request =
                DeleteFolderRequest.newBuilder().setName(name).setWhole(whole).build();
        return call(FilesServiceGrpcClient.DeleteFolder, request).mapEmpty();
    }

    @Override
    public Future<Void> close() {
        return client.close();
    }

    private static GrpcClient createClient(Vertx vertx, GatewayUrl url, GatewayAccess access) {
        HttpClientOptions options = new HttpClientOptions()
                .setProtocolVersion(HttpVersion.HTTP_2)
                .setHttp2ClearTextUpgrade(false)
                .setDefaultHost(url.uriHost())
                .setDefaultPort(url.port())
                .setVerifyHost(!access.insecure())
                .setConnectTimeout(CONNECT_TIMEOUT_MILLIS)
                .setReadIdleTimeout(READ_IDLE_SECONDS)
                .setIdleTimeoutUnit(TimeUnit.SECONDS)
                .setHttp2ConnectionWindowSize(WINDOW_BYTES)
                .setInitialSettings(new Http2Settings().setInitialWindowSize(WINDOW_BYTES));
        access.secure(options.setUseAlpn(url.isSecure()), url);
        return GrpcClient.builder(vertx)
                .with(options)
                .with(new GrpcClientOptions().setMaxMessageSize(MAX_MESSAGE_BYTES))
                .build();
    }

    /** Opens a call; the caller sends its messages. */
    <Q, A> Future<GrpcCall<Q, A>> open(ServiceMethod<A, Q> method) {
        return client.request(method)
                .recover(cause -> ClientException.unreachable(url, cause))
                .recover(tls::explain)
                .map(request -> {
                    tls.responded();
                    access.authorization().ifPresent(value -> request.headers().add("authorization", value));
                    return new GrpcCall<>(vertx, this, request);
                });
    }

    /** Calls a unary method. */
    <Q, A> Future<A> call(ServiceMethod<A, Q> method, Q message) {
        return open(method).compose(call -> call.unary(message));
    }

    private Future<RemoteFile> stat(StatRequest request) {
        return call(FilesServiceGrpcClient.Stat, request).map(reply -> RemoteFiles.file(reply.getFile(), true));
    }

    private Future<QueryUploadResponse> query(String id) {
        QueryUploadRequest request =
                QueryUploadRequest.newBuilder().setUploadId(id).build();
        return call(FilesServiceGrpcClient.QueryUpload, request).map(upload -> {
            if (upload.getState() == UploadState.UPLOAD_STATE_EXPIRED) {
                throw new ClientException(ErrorCode.NOT_FOUND, "upload: " + id + " has expired");
            }
            return upload;
        });
    }

    private static RemoteFolderPage page(ListResponse reply) {
        Optional<String> next = Optional.of(reply.getNextPageToken()).filter(token -> !token.isEmpty());
        return new RemoteFolderPage(
                reply.getEntriesList().stream().map(RemoteFiles::entry).toList(), next);
    }
}
