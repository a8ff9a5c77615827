package io.chunkgate.grpc;

import io.chunkgate.proto.v1.CancelUploadRequest;
import io.chunkgate.proto.v1.CancelUploadResponse;
import io.chunkgate.proto.v1.CopyRequest;
import io.chunkgate.proto.v1.CopyResponse;
import io.chunkgate.proto.v1.CreateFolderRequest;
import io.chunkgate.proto.v1.CreateFolderResponse;
import io.chunkgate.proto.v1.DeleteFolderRequest;
import io.chunkgate.proto.v1.DeleteFolderResponse;
import io.chunkgate.proto.v1.DeleteRequest;
import io.chunkgate.proto.v1.DeleteResponse;
import io.chunkgate.proto.v1.FileInfo;
import io.chunkgate.proto.v1.FilesProto;
import io.chunkgate.proto.v1.ListRequest;
import io.chunkgate.proto.v1.ListResponse;
import io.chunkgate.proto.v1.MoveRequest;
import io.chunkgate.proto.v1.MoveResponse;
import io.chunkgate.proto.v1.Overwrite;
import io.chunkgate.proto.v1.QueryUploadRequest;
import io.chunkgate.proto.v1.QueryUploadResponse;
import io.chunkgate.proto.v1.ReadRequest;
import io.chunkgate.proto.v1.StatRequest;
import io.chunkgate.proto.v1.StatResponse;
import io.chunkgate.proto.v1.WriteRequest;
import io.chunkgate.server.Client;
import io.chunkgate.store.FileName;
import io.chunkgate.store.FolderName;
import io.chunkgate.store.UploadId;
import io.chunkgate.store.UploadInfo;
import io.chunkgate.transfer.Share;
import io.chunkgate.transfer.copy.EntryCopy;
import io.vertx.core.Future;
import io.vertx.grpc.server.Service;
import java.util.List;
import java.util.Optional;
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
                .unary("Copy", CopyRequest.getDefaultInstance(), FilesService::copy)
                .unary("Move", MoveRequest.getDefaultInstance(), FilesService::move)
                .unary("CreateFolder", CreateFolderRequest.getDefaultInstance(), FilesService::createFolder)
                .unary("DeleteFolder", DeleteFolderRequest.getDefaultInstance(), FilesService::deleteFolder)
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

    private static Future<CopyResponse> copy(Client client, CopyRequest request) {
        return put(client, request.getFrom(), request.getTo(), false, request.getOverwrite(), request.getIfMatchList())
                .map(file -> {
                    CopyResponse.Builder response = CopyResponse.newBuilder();
                    file.ifPresent(response::setFile);
                    return response.build();
                });
    }

    private static Future<MoveResponse> move(Client client, MoveRequest request) {
        return put(client, request.getFrom(), request.getTo(), true, request.getOverwrite(), request.getIfMatchList())
                .map(file -> {
                    MoveResponse.Builder response = MoveResponse.newBuilder();
                    file.ifPresent(response::setFile);
                    return response.build();
                });
    }

    /** Copies or moves; the result is empty for a folder. */
    private static Future<Optional<FileInfo>> put(
            Client client, String from, String to, boolean isMove, Overwrite overwrite, List<String> ifMatch) {
        EntryCopy copy =
                new EntryCopy(FileName.of(from), FileName.of(to), isMove, FileMessages.overwrite(overwrite), false);
        return copy.run(client.store(), FileMessages.condition(false, ifMatch))
                .map(result -> result.file().map(FileMessages::file));
    }

    private static Future<CreateFolderResponse> createFolder(Client client, CreateFolderRequest request) {
        return client.store()
                .createFolder(FolderName.of(FileName.of(request.getName())))
                .map(CreateFolderResponse.getDefaultInstance());
    }

    private static Future<DeleteFolderResponse> deleteFolder(Client client, DeleteFolderRequest request) {
        return client.store()
                .deleteFolder(FolderName.of(FileName.of(request.getName())), request.getWhole())
                .map(DeleteFolderResponse.getDefaultInstance());
    }

    private static Future<CancelUploadResponse> cancel(Client client, CancelUploadRequest request) {
        return client.store()
                .discard(new UploadId(request.getUploadId()))
                .map(CancelUploadResponse.getDefaultInstance());
    }
}
