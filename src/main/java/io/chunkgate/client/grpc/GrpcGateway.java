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
import io.chunkgate.client.UploadRequest;
import io.chunkgate.proto.v1.DeleteRequest;
import io.chunkgate.proto.v1.FilesServiceGrpcClient;
import io.chunkgate.proto.v1.ListRequest;
import io.chunkgate.proto.v1.ListResponse;
import io.chunkgate.proto.v1.QueryUploadRequest;
import io.chunkgate.proto.v1.QueryUploadResponse;
import io.chunkgate.proto.v1.StatRequest;
import io.chunkgate.proto.v1.UploadState;
import io.chunkgate.proto.v1.WriteStart;
import io.chunkgate.store.ErrorCode;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Optional;

/** The client of chunkgate.v1.FilesService. The gRPC and the HTTP server of the gateway both offer this service. */
final class GrpcGateway implements GatewayClient {
    private final GrpcCalls calls;

    private GrpcGateway(GrpcCalls calls) {
        this.calls = calls;
    }

    /** {@code grpc://} and {@code grpcs://}. */
    public static final class Protocol implements GatewayClient.Protocol {
        @Override
        public String scheme() {
            return "grpc";
        }

        @Override
        public GatewayClient create(Vertx vertx, GatewayUrl url, GatewayAccess access) {
            return new GrpcGateway(new GrpcCalls(vertx, url, access));
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
        return calls.call(FilesServiceGrpcClient.List, request).map(GrpcGateway::page);
    }

    @Override
    public Future<RemoteRead> read(ReadRequest request) {
        return GrpcRead.begin(calls, request);
    }

    @Override
    public Future<RemoteUpload> create(UploadRequest request) {
        WriteStart.Builder start =
                WriteStart.newBuilder().setName(request.name()).setCreateOnly(!request.overwrite());
        request.size().ifPresent(start::setSize);
        return GrpcUpload.begin(calls, start.build());
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
                                calls, WriteStart.newBuilder().setUploadId(id).build()));
    }

    @Override
    public Future<Void> delete(String name) {
        return calls.call(
                        FilesServiceGrpcClient.Delete,
                        DeleteRequest.newBuilder().setName(name).build())
                .mapEmpty();
    }

    @Override
    public Future<Void> close() {
        return calls.close();
    }

    private Future<RemoteFile> stat(StatRequest request) {
        return calls.call(FilesServiceGrpcClient.Stat, request).map(reply -> RemoteFiles.file(reply.getFile(), true));
    }

    private Future<QueryUploadResponse> query(String id) {
        QueryUploadRequest request =
                QueryUploadRequest.newBuilder().setUploadId(id).build();
        return calls.call(FilesServiceGrpcClient.QueryUpload, request).map(upload -> {
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
