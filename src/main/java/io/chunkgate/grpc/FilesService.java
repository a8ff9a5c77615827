package io.chunkgate.grpc;

import com.google.protobuf.Descriptors.ServiceDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
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
import io.chunkgate.server.ServerContext;
import io.chunkgate.store.FileName;
import io.chunkgate.store.FileStore;
import io.chunkgate.store.UploadId;
import io.chunkgate.store.UploadInfo;
import io.vertx.core.Future;
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

    private final ServerContext server;
    private final Supplier<GrpcExchange> exchange;
    private final ServiceBuilder service = Service.service(NAME, DESCRIPTOR);

    private FilesService(ServerContext server, Supplier<GrpcExchange> exchange) {
        this.server = server;
        this.exchange = exchange;
    }

    /** @param exchange gives that of the call which is being handed over */
    static Service of(ServerContext server, Supplier<GrpcExchange> exchange) {
        return new FilesService(server, exchange).bindAll();
    }

    private Service bindAll() {
        unary("Stat", StatRequest.parser(), StatRequest.getDefaultInstance(), FilesService::stat);
        unary("List", ListRequest.parser(), ListRequest.getDefaultInstance(), FilesService::list);
        unary(
                "QueryUpload",
                QueryUploadRequest.parser(),
                QueryUploadRequest.getDefaultInstance(),
                FilesService::queryUpload);
        unary("Delete", DeleteRequest.parser(), DeleteRequest.getDefaultInstance(), FilesService::delete);
        unary(
                "CancelUpload",
                CancelUploadRequest.parser(),
                CancelUploadRequest.getDefaultInstance(),
                FilesService::cancel);
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
        ListCall listing = ListCall.of(request);
        return store.list(listing.folder(), listing.query()).map(listing::reply);
    }

    private void read(GrpcServerRequest<ReadRequest, ReadResponse> call) {
        int chunkSize = server.config().grpc().chunkSize();
        DownloadCall.serve(server, exchange.get(), call, message -> ReadFile.parse(message, chunkSize));
    }

    private void write(GrpcServerRequest<WriteRequest, WriteResponse> call) {
        GrpcExchange of = exchange.get();
        UploadCall.serve(of.server(), of, call, new WriteFile(of.server(), of.requestInfo()));
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
            String method, Parser<Q> parser, Q request, BiFunction<FileStore, Q, Future<A>> reply) {
        this.<Q, A>bind(method, request, call -> UnaryCall.serve(server, exchange.get(), call, parser, reply));
    }

    private <Q extends Message, A extends Message> void bind(
            String method, Q request, io.vertx.core.Handler<GrpcServerRequest<Q, A>> handler) {
        ServiceMethod<Q, A> bound =
                ServiceMethod.server(NAME, method, GrpcMessageEncoder.encoder(), GrpcMessageDecoder.decoder(request));
        service.bind(bound, handler);
    }
}
