package io.chunkgate.grpc;

import io.chunkgate.proto.bytestream.ByteStreamProto;
import io.chunkgate.proto.bytestream.QueryWriteStatusRequest;
import io.chunkgate.proto.bytestream.QueryWriteStatusResponse;
import io.chunkgate.proto.bytestream.ReadRequest;
import io.chunkgate.proto.bytestream.WriteRequest;
import io.chunkgate.server.Client;
import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.FileInfo;
import io.chunkgate.store.StoreException;
import io.chunkgate.store.UploadInfo;
import io.chunkgate.store.UploadState;
import io.vertx.core.Future;
import io.vertx.grpc.server.Service;
import java.util.Optional;
import java.util.function.Supplier;

/** The public service {@code google.bytestream.ByteStream}. */
final class ByteStreamService {
    private ByteStreamService() {}

    /** @param exchange returns that of the call being started */
    static Service of(Supplier<GrpcExchange> exchange) {
        return new MethodBinder(ByteStreamProto.getDescriptor().findServiceByName("ByteStream"), exchange)
                .download("Read", ReadRequest.getDefaultInstance(), ByteStreamRead::of)
                .upload("Write", WriteRequest.getDefaultInstance(), ByteStreamWrite::new)
                .unary("QueryWriteStatus", QueryWriteStatusRequest.getDefaultInstance(), ByteStreamService::status)
                .build();
    }

    private static Future<QueryWriteStatusResponse> status(Client client, QueryWriteStatusRequest request) {
        ByteStreamUploads uploads = new ByteStreamUploads(client.store());
        Resource resource = Resource.written(request.getResourceName());
        return uploads.byId(resource)
                .onSuccess(known -> known.ifPresent(upload -> client.offsetRequested(upload.id())))
                .compose(known -> known.map(upload -> Future.succeededFuture(status(upload)))
                        .orElseGet(() -> statusByName(uploads, resource)));
    }

    private static QueryWriteStatusResponse status(UploadInfo upload) {
        return status(upload.offset(), upload.state() instanceof UploadState.Complete);
    }

    /** A file that is being replaced is not complete; a content-addressed file that exists always is, and the empty one exists. */
    private static Future<QueryWriteStatusResponse> statusByName(ByteStreamUploads uploads, Resource resource) {
        return Future.all(uploads.running(resource), uploads.published(resource))
                .map(both -> {
                    Optional<UploadInfo> running = both.resultAt(0);
                    Optional<FileInfo> published = both.resultAt(1);
                    if (running.isPresent() && (published.isEmpty() || !resource.isContent())) {
                        return status(running.get().offset(), false);
                    }
                    if (published.isEmpty() && resource.isEmptyContent()) {
                        return status(0, true);
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
}
