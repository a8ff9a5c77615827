package io.chunkgate.grpc;

import com.google.protobuf.InvalidProtocolBufferException;
import io.chunkgate.proto.bytestream.WriteRequest;
import io.chunkgate.proto.bytestream.WriteResponse;
import io.chunkgate.server.Listener;
import io.chunkgate.server.ServerContext;
import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.FileInfo;
import io.chunkgate.store.FileName;
import io.chunkgate.store.PublishCondition;
import io.chunkgate.store.StoreException;
import io.chunkgate.store.Upload;
import io.chunkgate.store.UploadInfo;
import io.chunkgate.store.UploadSpec;
import io.chunkgate.store.UploadState;
import io.chunkgate.transfer.Direction;
import io.chunkgate.transfer.RequestInfo;
import io.chunkgate.transfer.Transfer;
import io.chunkgate.transfer.upload.UploadSession;
import io.netty.buffer.ByteBuf;
import io.vertx.core.Future;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** One call of {@code google.bytestream.ByteStream/Write}. */
final class ByteStreamWrite implements UploadMethod<WriteRequest, WriteResponse> {
    private final ServerContext server;
    private final ByteStreamUploads uploads;
    private final RequestInfo requestInfo;
    private String resourceName = "";

    ByteStreamWrite(ServerContext server, RequestInfo requestInfo) {
        this.server = server;
        this.uploads = new ByteStreamUploads(server.store());
        this.requestInfo = requestInfo;
    }

    @Override
    public WriteRequest parse(byte[] fields) throws InvalidProtocolBufferException {
        return WriteRequest.parseFrom(fields);
    }

    @Override
    public UploadPart part(WriteRequest message, ByteBuf data) {
        String name = message.getResourceName();
        if (!resourceName.isEmpty() && !name.isEmpty() && !name.equals(resourceName)) {
            throw StoreException.unexpected(
                    ErrorCode.INVALID_ARGUMENT, "resource_name", "another", "the same or none in a later message");
        }
        if (message.getWriteOffset() < 0) {
            throw StoreException.unexpected(
                    ErrorCode.INVALID_ARGUMENT, "write_offset", message.getWriteOffset(), "0 or more");
        }
        return new UploadPart(
                OptionalLong.of(message.getWriteOffset()),
                data,
                OptionalInt.empty(),
                false,
                message.getFinishWrite(),
                Optional.empty());
    }

    @Override
    public Future<UploadTarget> open(WriteRequest first) {
        resourceName = first.getResourceName();
        Resource resource = Resource.of(resourceName);
        return uploads.byId(resource).compose(known -> known.map(this::proceed)
                .orElseGet(() -> openByName(resource, first.getWriteOffset())));
    }

    @Override
    public Optional<WriteResponse> progress(Upload upload) {
        return Optional.empty();
    }

    @Override
    public WriteResponse kept(Upload upload) {
        return WriteResponse.newBuilder().setCommittedSize(upload.offset()).build();
    }

    @Override
    public WriteResponse published(FileInfo file) {
        return WriteResponse.newBuilder().setCommittedSize(file.size()).build();
    }

    private Future<UploadTarget> openByName(Resource resource, long offset) {
        return offset == 0 ? begin(resource) : proceed(resource, offset);
    }

    /** Content that is there already need not be sent; other files are replaced. */
    private Future<UploadTarget> begin(Resource resource) {
        if (!resource.content()) {
            return beginAnew(resource);
        }
        return uploads.published(resource).compose(file -> file.<Future<UploadTarget>>map(
                        found -> Future.succeededFuture(new UploadTarget.Published(found)))
                .orElseGet(() -> beginAnew(resource)));
    }

    private Future<UploadTarget> beginAnew(Resource resource) {
        UploadSpec spec = new UploadSpec(
                resource.file(),
                resource.size(),
                resource.sha256(),
                new PublishCondition.Anything(),
                true,
                UploadSpec.Role.FILE,
                ByteStreamUploads.mark(resource));
        return uploads.forget(resource)
                .compose(v -> transfer(resource.file()))
                .compose(transfer -> UploadSession.begin(server.store(), spec, transfer))
                .map(UploadTarget.Open::new);
    }

    private Future<UploadTarget> proceed(Resource resource, long offset) {
        return uploads.running(resource).compose(running -> running.map(this::proceed)
                .orElseGet(() -> Future.failedFuture(GrpcError.wrongOffset(offset, 0))));
    }

    private Future<UploadTarget> proceed(UploadInfo upload) {
        return upload.state() instanceof UploadState.Complete complete
                ? Future.succeededFuture(new UploadTarget.Published(complete.file()))
                : transfer(upload.spec().name())
                        .compose(transfer -> UploadSession.resume(server.store(), upload.id(), transfer))
                        .map(UploadTarget.Open::new);
    }

    private Future<Transfer> transfer(FileName file) {
        return server.begin(Listener.GRPC, Direction.UPLOAD, file, requestInfo);
    }
}
