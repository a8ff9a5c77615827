package io.chunkgate.grpc;

import com.google.protobuf.InvalidProtocolBufferException;
import io.chunkgate.proto.bytestream.WriteRequest;
import io.chunkgate.proto.bytestream.WriteResponse;
import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.FileInfo;
import io.chunkgate.store.PublishCondition;
import io.chunkgate.store.StoreException;
import io.chunkgate.store.Upload;
import io.chunkgate.store.UploadInfo;
import io.chunkgate.store.UploadSpec;
import io.chunkgate.store.UploadState;
import io.netty.buffer.ByteBuf;
import io.vertx.core.Future;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** A call of {@code google.bytestream.ByteStream/Write}. */
final class ByteStreamWrite implements UploadMethod<WriteRequest, WriteResponse> {
    private final GrpcExchange exchange;
    private final ByteStreamUploads uploads;
    private String resourceName = "";
    private boolean isContent;

    ByteStreamWrite(GrpcExchange exchange) {
        this.exchange = exchange;
        this.uploads = new ByteStreamUploads(exchange.store());
    }

    @Override
    public WriteRequest parse(byte[] fields) throws InvalidProtocolBufferException {
        return WriteRequest.parseFrom(fields);
    }

    @Override
    public Part part(WriteRequest message, ByteBuf data) {
        String name = message.getResourceName();
        if (!resourceName.isEmpty() && !name.isEmpty() && !name.equals(resourceName)) {
            throw StoreException.unexpected(
                    ErrorCode.INVALID_ARGUMENT, "resource_name", "another", "the same or none in a later message");
        }
        if (message.getWriteOffset() < 0) {
            throw StoreException.unexpected(
                    ErrorCode.INVALID_ARGUMENT, "write_offset", message.getWriteOffset(), "0 or more");
        }
        return new Part(
                OptionalLong.of(message.getWriteOffset()),
                data,
                OptionalInt.empty(),
                false,
                message.getFinishWrite(),
                Optional.empty());
    }

    @Override
    public Future<Opened> open(WriteRequest first) {
        resourceName = first.getResourceName();
        Resource resource = Resource.written(resourceName);
        isContent = resource.isContent();
        return uploads.byId(resource).compose(known -> known.map(this::resume)
                .orElseGet(() -> openByName(resource, first.getWriteOffset())));
    }

    @Override
    public boolean publishesAtSize() {
        return true;
    }

    /** As the Remote Execution API says of content that does not match its name. */
    @Override
    public ErrorCode mismatch(ErrorCode usual) {
        return isContent ? ErrorCode.INVALID_ARGUMENT : usual;
    }

    @Override
    public Optional<WriteResponse> progress(Upload upload) {
        return Optional.empty();
    }

    @Override
    public WriteResponse suspended(Upload upload) {
        return WriteResponse.newBuilder().setCommittedSize(upload.offset()).build();
    }

    @Override
    public WriteResponse published(FileInfo file) {
        return WriteResponse.newBuilder().setCommittedSize(file.size()).build();
    }

    /** Content that exists need not be sent, whatever the client has sent of it; other files are replaced. */
    private Future<Opened> openByName(Resource resource, long offset) {
        if (!resource.isContent()) {
            return write(resource, offset);
        }
        return uploads.published(resource)
                .compose(file -> file.<Future<Opened>>map(found -> Future.succeededFuture(new Opened.Published(found)))
                        .orElseGet(() -> write(resource, offset)));
    }

    private Future<Opened> write(Resource resource, long offset) {
        return offset == 0 ? begin(resource) : resume(resource, offset);
    }

    private Future<Opened> begin(Resource resource) {
        UploadSpec spec = UploadSpec.resumable(
                        resource.file(),
                        resource.size(),
                        resource.sha256(),
                        exchange.client().atFixedName(new PublishCondition.Anything()))
                .resumedByName()
                .withMetadata(ByteStreamUploads.metadata(resource));
        return exchange.client().create(spec).map(Opened.Running::new);
    }

    /** The upload that was found may end before it is resumed, such as for a later one of the same client. */
    private Future<Opened> resume(Resource resource, long offset) {
        return uploads.running(resource)
                .compose(running -> running.map(found -> StoreException.emptyOn(resume(found), ErrorCode.NOT_FOUND))
                        .orElseGet(() -> Future.succeededFuture(Optional.empty())))
                .map(opened -> opened.orElseThrow(() -> GrpcException.wrongOffset(offset, 0)));
    }

    private Future<Opened> resume(UploadInfo upload) {
        return upload.state() instanceof UploadState.Complete complete
                ? Future.succeededFuture(new Opened.Published(complete.file()))
                : exchange.resume(upload, OptionalLong.empty()).map(Opened.Running::new);
    }
}
