package io.chunkgate.grpc;

import com.google.protobuf.InvalidProtocolBufferException;
import io.chunkgate.proto.v1.WriteRequest;
import io.chunkgate.proto.v1.WriteResponse;
import io.chunkgate.proto.v1.WriteStart;
import io.chunkgate.server.Listener;
import io.chunkgate.server.ServerContext;
import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.FileInfo;
import io.chunkgate.store.FileName;
import io.chunkgate.store.PublishCondition;
import io.chunkgate.store.StoreException;
import io.chunkgate.store.Upload;
import io.chunkgate.store.UploadId;
import io.chunkgate.store.UploadInfo;
import io.chunkgate.store.UploadSpec;
import io.chunkgate.store.UploadState;
import io.chunkgate.transfer.Direction;
import io.chunkgate.transfer.RequestInfo;
import io.chunkgate.transfer.Transfer;
import io.chunkgate.transfer.upload.UploadSession;
import io.netty.buffer.ByteBuf;
import io.vertx.core.Future;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** One call of {@code chunkgate.v1.FilesService/Write}. */
final class WriteFile implements UploadMethod<WriteRequest, WriteResponse> {
    private final ServerContext server;
    private final RequestInfo requestInfo;
    private boolean started;
    private Optional<String> sha256 = Optional.empty();
    private @Nullable UploadId id;

    WriteFile(ServerContext server, RequestInfo requestInfo) {
        this.server = server;
        this.requestInfo = requestInfo;
    }

    @Override
    public WriteRequest parse(byte[] fields) throws InvalidProtocolBufferException {
        return WriteRequest.parseFrom(fields);
    }

    @Override
    public UploadPart part(WriteRequest message, ByteBuf data) {
        if (message.hasStart() == started) {
            String place = started ? "again" : "missing";
            throw StoreException.unexpected(ErrorCode.INVALID_ARGUMENT, "start", place, "in the first message alone");
        }
        started = true;
        return new UploadPart(
                message.hasOffset() ? OptionalLong.of(message.getOffset()) : OptionalLong.empty(),
                data,
                message.hasCrc32C() ? OptionalInt.of(message.getCrc32C()) : OptionalInt.empty(),
                message.getSync(),
                message.getFinish(),
                FileMessages.sha256(message.getSha256()).or(() -> sha256));
    }

    @Override
    public Future<UploadTarget> open(WriteRequest first) {
        WriteStart start = first.getStart();
        sha256 = FileMessages.sha256(start.getSha256());
        Future<UploadTarget> opening =
                start.getUploadId().isEmpty() ? begin(start) : proceed(start, new UploadId(start.getUploadId()));
        return opening.onSuccess(opened -> {
            if (opened instanceof UploadTarget.Open open) {
                id = open.uploadSession().upload().id();
            }
        });
    }

    @Override
    public Optional<WriteResponse> progress(Upload upload) {
        return Optional.of(kept(upload));
    }

    @Override
    public WriteResponse kept(Upload upload) {
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

    private Future<UploadTarget> begin(WriteStart start) {
        UploadSpec spec = new UploadSpec(
                FileName.of(start.getName()),
                size(start),
                sha256,
                condition(start),
                true,
                UploadSpec.Role.FILE,
                Map.of());
        return transfer(spec.name())
                .compose(transfer -> UploadSession.begin(server.store(), spec, transfer))
                .map(UploadTarget.Open::new);
    }

    private Future<UploadTarget> proceed(WriteStart start, UploadId upload) {
        id = upload;
        return server.store().upload(upload).compose(info -> {
            requireAgreement(start, info.spec());
            return info.state() instanceof UploadState.Complete complete
                    ? Future.succeededFuture(new UploadTarget.Published(complete.file()))
                    : resume(start, info);
        });
    }

    private Future<UploadTarget> resume(WriteStart start, UploadInfo info) {
        return transfer(info.spec().name())
                .compose(transfer -> UploadSession.resume(server.store(), info.id(), transfer))
                .compose(uploadSession -> announceSize(start, uploadSession));
    }

    private static Future<UploadTarget> announceSize(WriteStart start, UploadSession uploadSession) {
        Future<Void> known =
                start.hasSize() ? uploadSession.upload().setSize(start.getSize()) : Future.succeededFuture();
        return known.<UploadTarget>map(v -> new UploadTarget.Open(uploadSession))
                .recover(cause -> uploadSession.suspend().transform(kept -> Future.failedFuture(cause)));
    }

    /** Only the size may be news; that is looked at when it is announced. */
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

    private Future<Transfer> transfer(FileName name) {
        return server.begin(Listener.GRPC, Direction.UPLOAD, name, requestInfo);
    }
}
