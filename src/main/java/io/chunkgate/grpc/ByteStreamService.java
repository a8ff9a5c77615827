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

    private final Supplier<GrpcExchange> exchange;

    private ByteStreamService(Supplier<GrpcExchange> exchange) {
        this.exchange = exchange;
    }

    /** @param exchange returns that of the call being started */
    static Service of(Supplier<GrpcExchange> exchange) {
        ByteStreamService service = new ByteStreamService(exchange);
        return Service.service(NAME, DESCRIPTOR)
                .bind(method("Read", ReadRequest.getDefaultInstance()), service::read)
                .bind(method("Write", WriteRequest.getDefaultInstance()), service::write)
                .bind(method("QueryWriteStatus", QueryWriteStatusRequest.getDefaultInstance()), service::query)
                .build();
    }

    private void read(GrpcServerRequest<ReadRequest, ReadResponse> call) {
        GrpcExchange current = exchange.get();
        int chunkSize = current.server().config().grpc().chunkSize();
        DownloadCall.serve(
                current, call, ReadRequest.getDefaultInstance(), request -> ByteStreamRead.of(request, chunkSize));
    }

    private void write(GrpcServerRequest<WriteRequest, WriteResponse> call) {
        GrpcExchange current = exchange.get();
        UploadCall.serve(current, call, new ByteStreamWrite(current));
    }

    private void query(GrpcServerRequest<QueryWriteStatusRequest, QueryWriteStatusResponse> call) {
        UnaryCall.serve(exchange.get(), call, QueryWriteStatusRequest.getDefaultInstance(), ByteStreamService::status);
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

    /** A file that is being replaced is not complete; a content-addressed file that exists always is. */
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
                                    ErrorCode.NOT_FOUND,
                                    "'" + resource.file() + "': not found (expected: a file or an upload)"));
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
