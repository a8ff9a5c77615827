package io.chunkgate.grpc;

import io.chunkgate.proto.v1.CancelUploadRequest;
import io.chunkgate.proto.v1.CancelUploadResponse;
import io.chunkgate.proto.v1.DeleteRequest;
import io.chunkgate.proto.v1.DeleteResponse;
import io.chunkgate.proto.v1.FilesProto;
import io.chunkgate.proto.v1.ListRequest;
import io.chunkgate.proto.v1.ListResponse;
import io.chunkgate.proto.v1.QueryUploadRequest;
import io.chunkgate.proto.v1.QueryUploadResponse;
import io.chunkgate.proto.v1.ReadRequest;
import io.chunkgate.proto.v1.StatRequest;
import io.chunkgate.proto.v1.StatResponse;
import io.chunkgate.proto.v1.WriteRequest;
import io.chunkgate.server.Client;
import io.chunkgate.store.FileName;
import io.chunkgate.store.UploadId;
import io.chunkgate.store.UploadInfo;
import io.chunkgate.transfer.Share;
import io.vertx.core.Future;
import io.vertx.grpc.server.Service;
import java.util.function.Supplier;

/** The gateway's own service, {@code chunkgate.v1.FilesService}. */
final class FilesService {
    private FilesService() {}

    /** @param exchange returns that of the call being started */
    static Service of(Supplier<GrpcExchange> exchange) {
        return new MethodBinder(FilesProto.getDescriptor().findServiceByName("FilesService"), exchange)
                .unary("Stat", StatRequest.getDefaultInstance(), FilesService::stat)
                .unary("List", ListRequest.getDefaultInstance(), FilesService::list)
                .unary("QueryUpload", QueryUploadRequest.getDefaultInstance(), FilesService::queryUpload)
                .unary("Delete", DeleteRequest.getDefaultInstance(), FilesService::delete)
                .unary("CancelUpload", CancelUploadRequest.getDefaultInstance(), FilesService::cancel)
                .download("Read", ReadRequest.getDefaultInstance(), ReadFile::of)
                .upload("Write", WriteRequest.getDefaultInstance(), WriteFile::new)
                .build();
    }

    private static Future<StatResponse> stat(Client client, StatRequest request) {
        FileName name = FileName.of(request.getName());
        return (request.getComputeSha256()
                        ? client.store().digest(name)
                        : client.store().stat(name))
                .map(info -> StatResponse.newBuilder()
                        .setFile(FileMessages.file(info))
                        .build());
    }

    private static Future<ListResponse> list(Client client, ListRequest request) {
        ListFolder listing = ListFolder.of(request);
        return client.within(
                Share.LISTINGS,
                () -> client.store().list(listing.folder(), listing.query()).map(listing::response));
    }

    private static Future<QueryUploadResponse> queryUpload(Client client, QueryUploadRequest request) {
        Future<UploadInfo> upload = request.hasName()
                ? client.store().upload(FileName.of(request.getName()))
                : client.store().upload(new UploadId(request.getUploadId()));
        return upload.onSuccess(info -> client.offsetRequested(info.id())).map(FileMessages::upload);
    }

    private static Future<DeleteResponse> delete(Client client, DeleteRequest request) {
        return client.store()
                .delete(FileName.of(request.getName()), FileMessages.condition(false, request.getIfMatchList()))
                .map(DeleteResponse.getDefaultInstance());
    }

    private static Future<CancelUploadResponse> cancel(Client client, CancelUploadRequest request) {
        return client.store()
                .discard(new UploadId(request.getUploadId()))
                .map(CancelUploadResponse.getDefaultInstance());
    }
}
