package io.chunkgate.grpc;

import com.google.protobuf.Descriptors.ServiceDescriptor;
import com.google.protobuf.Message;
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
import io.chunkgate.proto.v1.ReadResponse;
import io.chunkgate.proto.v1.StatRequest;
import io.chunkgate.proto.v1.StatResponse;
import io.chunkgate.proto.v1.WriteRequest;
import io.chunkgate.proto.v1.WriteResponse;
import io.chunkgate.store.FileName;
import io.chunkgate.store.FileStore;
import io.chunkgate.store.UploadId;
import io.chunkgate.store.UploadInfo;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.grpc.common.GrpcMessageDecoder;
import io.vertx.grpc.common.GrpcMessageEncoder;
import io.vertx.grpc.common.ServiceMethod;
import io.vertx.grpc.common.ServiceName;
import io.vertx.grpc.server.GrpcServerRequest;
import io.vertx.grpc.server.Service;
import io.vertx.grpc.server.ServiceBuilder;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/** The gateway's own service, {@code chunkgate.v1.FilesService}. */
final class FilesService {
    private static final ServiceDescriptor DESCRIPTOR =
            FilesProto.getDescriptor().findServiceByName("FilesService");
    private static final ServiceName NAME = ServiceName.create(DESCRIPTOR.getFullName());

    private final Supplier<GrpcExchange> exchange;
    private final ServiceBuilder service = Service.service(NAME, DESCRIPTOR);

    private FilesService(Supplier<GrpcExchange> exchange) {
        this.exchange = exchange;
    }

    /** @param exchange returns that of the call being started */
    static Service of(Supplier<GrpcExchange> exchange) {
        return new FilesService(exchange).bindAll();
    }

    private Service bindAll() {
        unary("Stat", StatRequest.getDefaultInstance(), FilesService::stat);
        unary("List", ListRequest.getDefaultInstance(), FilesService::list);
        unary("QueryUpload", QueryUploadRequest.getDefaultInstance(), FilesService::queryUpload);
        unary("Delete", DeleteRequest.getDefaultInstance(), FilesService::delete);
        unary("CancelUpload", CancelUploadRequest.getDefaultInstance(), FilesService::cancel);
        bind("Read", ReadRequest.getDefaultInstance(), this::read);
        bind("Write", WriteRequest.getDefaultInstance(), this::write);
        return service.build();
    }

    private static Future<StatResponse> stat(FileStore store, StatRequest request) {
        FileName name = FileName.of(request.getName());
        return (request.getComputeSha256() ? store.digest(name) : store.stat(name))
                .map(info -> StatResponse.newBuilder()
                        .setFile(FileMessages.file(info))
                        .build());
    }

    private static Future<ListResponse> list(FileStore store, ListRequest request) {
        ListFolder listing = ListFolder.of(request);
        return store.list(listing.folder(), listing.query()).map(listing::response);
    }

    private void read(GrpcServerRequest<ReadRequest, ReadResponse> call) {
        GrpcExchange current = exchange.get();
        int chunkSize = current.server().config().grpc().chunkSize();
        DownloadCall.serve(current, call, ReadRequest.getDefaultInstance(), request -> ReadFile.of(request, chunkSize));
    }

    private void write(GrpcServerRequest<WriteRequest, WriteResponse> call) {
        GrpcExchange current = exchange.get();
        UploadCall.serve(current, call, new WriteFile(current));
    }

    private static Future<QueryUploadResponse> queryUpload(FileStore store, QueryUploadRequest request) {
        Future<UploadInfo> upload = request.hasName()
                ? store.upload(FileName.of(request.getName()))
                : store.upload(new UploadId(request.getUploadId()));
        return upload.map(FileMessages::upload);
    }

    private static Future<DeleteResponse> delete(FileStore store, DeleteRequest request) {
        return store.delete(FileName.of(request.getName()), FileMessages.condition(false, request.getIfMatchList()))
                .map(DeleteResponse.getDefaultInstance());
    }

    private static Future<CancelUploadResponse> cancel(FileStore store, CancelUploadRequest request) {
        return store.discard(new UploadId(request.getUploadId())).map(CancelUploadResponse.getDefaultInstance());
    }

    private <Q extends Message, A extends Message> void unary(
            String name, Q request, BiFunction<FileStore, Q, Future<A>> method) {
        this.<Q, A>bind(name, request, call -> UnaryCall.serve(exchange.get(), call, request, method));
    }

    private <Q extends Message, A extends Message> void bind(
            String method, Q request, Handler<GrpcServerRequest<Q, A>> handler) {
        ServiceMethod<Q, A> bound =
                ServiceMethod.server(NAME, method, GrpcMessageEncoder.encoder(), GrpcMessageDecoder.decoder(request));
        service.bind(bound, handler);
    }
}
