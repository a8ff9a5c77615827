package io.chunkgate.grpc;

import com.google.protobuf.Descriptors.ServiceDescriptor;
import com.google.protobuf.Message;
import io.chunkgate.proto.bytestream.ByteStreamProto;
import io.chunkgate.proto.bytestream.QueryWriteStatusRequest;
import io.chunkgate.proto.bytestream.QueryWriteStatusResponse;
import io.chunkgate.proto.bytestream.ReadRequest;
import io.chunkgate.proto.bytestream.ReadResponse;
import io.chunkgate.proto.bytestream.WriteRequest;
import io.chunkgate.proto.bytestream.WriteResponse;
import io.chunkgate.server.ServerContext;
import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.FileInfo;
import io.chunkgate.store.FileStore;
import io.chunkgate.store.StoreException;
import io.chunkgate.store.UploadInfo;
import io.chunkgate.store.UploadState;
import io.vertx.core.Future;
import io.vertx.grpc.common.GrpcMessageDecoder;
import io.vertx.grpc.common.GrpcMessageEncoder;
import io.vertx.grpc.common.ServiceMethod;
import io.vertx.grpc.common.ServiceName;
import io.vertx.grpc.server.GrpcServerRequest;
import io.vertx.grpc.server.Service;
import java.util.Optional;
import java.util.function.Supplier;

/** The public service {@code google.bytestream.ByteStream}. */
final class ByteStreamService {
    private static final ServiceDescriptor DESCRIPTOR =
            ByteStreamProto.getDescriptor().findServiceByName("ByteStream");
    private static final ServiceName NAME = ServiceName.create(DESCRIPTOR.getFullName());

    private final ServerContext server;
    private final Supplier<GrpcExchange> exchange;

    private ByteStreamService(ServerContext server, Supplier<GrpcExchange> exchange) {
        this.server = server;
        this.exchange = exchange;
    }

    /** @param exchange gives that of the call which is being handed over */
    static Service of(ServerContext server, Supplier<GrpcExchange> exchange) {
        ByteStreamService service = new ByteStreamService(server, exchange);
        return Service.service(NAME, DESCRIPTOR)
                .bind(method("Read", ReadRequest.getDefaultInstance()), service::read)
                .bind(method("Write", WriteRequest.getDefaultInstance()), service::write)
                .bind(method("QueryWriteStatus", QueryWriteStatusRequest.getDefaultInstance()), service::query)
                .build();
    }

    private void read(GrpcServerRequest<ReadRequest, ReadResponse> call) {
        int chunkSize = server.config().grpc().chunkSize();
        DownloadCall.serve(server, exchange.get(), call, message -> ByteStreamRead.parse(message, chunkSize));
    }

    private void write(GrpcServerRequest<WriteRequest, WriteResponse> call) {
        GrpcExchange of = exchange.get();
        UploadCall.serve(of.server(), of, call, new ByteStreamWrite(of.server(), of.requestInfo()));
    }

    private void query(GrpcServerRequest<QueryWriteStatusRequest, QueryWriteStatusResponse> call) {
        UnaryCall.serve(server, exchange.get(), call, QueryWriteStatusRequest.parser(), ByteStreamService::status);
    }

    private static Future<QueryWriteStatusResponse> status(FileStore store, QueryWriteStatusRequest request) {
        ByteStreamUploads uploads = new ByteStreamUploads(store);
        Resource resource = Resource.of(request.getResourceName());
        return uploads.byId(resource).compose(known -> known.map(upload -> Future.succeededFuture(status(upload)))
                .orElseGet(() -> statusByName(uploads, resource)));
    }

    private static QueryWriteStatusResponse status(UploadInfo upload) {
        return status(upload.offset(), upload.state() instanceof UploadState.Complete);
    }

    /** A file that is written again is not complete; content that is there is, whoever writes it again. */
    private static Future<QueryWriteStatusResponse> statusByName(ByteStreamUploads uploads, Resource resource) {
        return Future.all(uploads.running(resource), uploads.published(resource))
                .map(both -> {
                    Optional<UploadInfo> running = both.resultAt(0);
                    Optional<FileInfo> published = both.resultAt(1);
                    if (running.isPresent() && (published.isEmpty() || !resource.content())) {
                        return status(running.get().offset(), false);
                    }
                    return published
                            .map(file -> status(file.size(), true))
                            .orElseThrow(() -> new StoreException(
                                    ErrorCode.NOT_FOUND, "'" + resource.file() + "': neither a file nor an upload"));
                });
    }

    private static QueryWriteStatusResponse status(long committedSize, boolean complete) {
        return QueryWriteStatusResponse.newBuilder()
                .setCommittedSize(committedSize)
                .setComplete(complete)
                .build();
    }

    private static <Q extends Message, A extends Message> ServiceMethod<Q, A> method(String name, Q request) {
        return ServiceMethod.server(NAME, name, GrpcMessageEncoder.encoder(), GrpcMessageDecoder.decoder(request));
    }
}
