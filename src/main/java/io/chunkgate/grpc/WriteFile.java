package io.chunkgate.grpc;

import com.google.protobuf.InvalidProtocolBufferException;
import io.chunkgate.proto.v1.WriteRequest;
import io.chunkgate.proto.v1.WriteResponse;
import io.chunkgate.proto.v1.WriteStart;
import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.FileInfo;
import io.chunkgate.store.FileName;
import io.chunkgate.store.PublishCondition;
import io.chunkgate.store.StoreException;
import io.chunkgate.store.Upload;
import io.chunkgate.store.UploadId;
import io.chunkgate.store.UploadSpec;
import io.chunkgate.store.UploadState;
import io.netty.buffer.ByteBuf;
import io.vertx.core.Future;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** A call of {@code chunkgate.v1.FilesService/Write}. */
final class WriteFile implements UploadMethod<WriteRequest, WriteResponse> {
    private final GrpcExchange exchange;
    private boolean started;
    private Optional<String> sha256 = Optional.empty();
    private @Nullable UploadId id;

    WriteFile(GrpcExchange exchange) {
        this.exchange = exchange;
    }

    @Override
    public WriteRequest parse(byte[] fields) throws InvalidProtocolBufferException {
        return WriteRequest.parseFrom(fields);
    }

    @Override
    public Part part(WriteRequest message, ByteBuf data) {
        if (message.hasStart() == started) {
            String place = started ? "again" : "missing";
            throw StoreException.unexpected(ErrorCode.INVALID_ARGUMENT, "start", place, "in the first message alone");
        }
        started = true;
        return new Part(
                message.hasOffset() ? OptionalLong.of(message.getOffset()) : OptionalLong.empty(),
                data,
                message.hasCrc32C() ? OptionalInt.of(message.getCrc32C()) : OptionalInt.empty(),
                message.getSync(),
                message.getFinish(),
                FileMessages.sha256(message.getSha256()).or(() -> sha256));
    }

    @Override
    public Future<Opened> open(WriteRequest first) {
        WriteStart start = first.getStart();
        sha256 = FileMessages.sha256(start.getSha256());
        Future<Opened> opening =
                start.getUploadId().isEmpty() ? begin(start) : resume(start, new UploadId(start.getUploadId()));
        return opening.onSuccess(opened -> {
            if (opened instanceof Opened.Running running) {
                id = running.uploadSession().upload().id();
            }
        });
    }

    @Override
    public Optional<WriteResponse> progress(Upload upload) {
        return Optional.of(suspended(upload));
    }

    @Override
    public WriteResponse suspended(Upload upload) {
        return WriteResponse.newBuilder()
                .setUploadId(upload.id().value())
                .setStoredOffset(upload.offset())
                .setDurableOffset(upload.durableOffset())
                .setExpireTime(FileMessages.time(upload.expiresAt()))
                .build();
    }

    @Override
    public WriteResponse published(FileInfo file) {
        return WriteResponse.newBuilder()
                .setUploadId(id == null ? "" : id.value())
                .setStoredOffset(file.size())
                .setDurableOffset(file.size())
                .setFile(FileMessages.file(file))
                .build();
    }

    private Future<Opened> begin(WriteStart start) {
        UploadSpec spec = UploadSpec.resumable(FileName.of(start.getName()), size(start), sha256, condition(start));
        return exchange.client().create(spec).map(Opened.Running::new);
    }

    private Future<Opened> resume(WriteStart start, UploadId upload) {
        id = upload;
        return exchange.store().upload(upload).compose(info -> {
            requireAgreement(start, info.spec());
            return info.state() instanceof UploadState.Complete complete
                    ? Future.succeededFuture(new Opened.Published(complete.file()))
                    : exchange.resume(info, size(start)).map(Opened.Running::new);
        });
    }

    /** Only the size may be new; the store checks it when it is announced. */
    private void requireAgreement(WriteStart start, UploadSpec spec) {
        if (!start.getName().isEmpty()) {
            requireSame("name", start.getName(), spec.name().value());
        }
        if (sha256.isPresent() && spec.sha256().isPresent()) {
            requireSame("sha256", sha256.get(), spec.sha256().get());
        }
        PublishCondition condition = condition(start);
        if (!(condition instanceof PublishCondition.Anything)) {
            requireSame("condition", condition.toString(), spec.condition().toString());
        }
    }

    private static void requireSame(String what, String value, String expected) {
        if (!value.equals(expected)) {
            throw StoreException.unexpected(ErrorCode.FAILED_PRECONDITION, what, value, expected);
        }
    }

    private static PublishCondition condition(WriteStart start) {
        return FileMessages.condition(start.getCreateOnly(), start.getIfMatchList());
    }

    private static OptionalLong size(WriteStart start) {
        return start.hasSize() ? OptionalLong.of(start.getSize()) : OptionalLong.empty();
    }
}
