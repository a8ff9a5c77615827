package io.chunkgate.grpc;

import com.google.protobuf.InvalidProtocolBufferException;
import io.chunkgate.door.DoorContext;
import io.chunkgate.door.Listener;
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
import io.chunkgate.store.UploadInfo;
import io.chunkgate.store.UploadSpec;
import io.chunkgate.store.UploadState;
import io.chunkgate.transfer.Caller;
import io.chunkgate.transfer.Direction;
import io.chunkgate.transfer.Intake;
import io.chunkgate.transfer.Transfer;
import io.netty.buffer.ByteBuf;
import io.vertx.core.Future;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** One call of {@code chunkgate.v1.FilesService/Write}. */
final class WriteFile implements UploadMethod<WriteRequest, WriteResponse> {
    private final DoorContext door;
    private final Caller caller;
    private boolean started;
    private Optional<String> sha256 = Optional.empty();
    private @Nullable UploadId id;

    WriteFile(DoorContext door, Caller caller) {
        this.door = door;
        this.caller = caller;
    }

    @Override
    public WriteRequest parse(byte[] fields) throws InvalidProtocolBufferException {
        return WriteRequest.parseFrom(fields);
    }

    @Override
    public Piece piece(WriteRequest message, ByteBuf data) {
        if (message.hasStart() == started) {
            String place = started ? "again" : "missing";
            throw StoreException.unexpected(ErrorCode.INVALID_ARGUMENT, "start", place, "in the first message alone");
        }
        started = true;
        return new Piece(
                message.hasOffset() ? OptionalLong.of(message.getOffset()) : OptionalLong.empty(),
                data,
                message.hasCrc32C() ? OptionalInt.of(message.getCrc32C()) : OptionalInt.empty(),
                message.getSync(),
                message.getFinish(),
                Infos.sha256(message.getSha256()).or(() -> sha256));
    }

    @Override
    public Future<Opening> open(WriteRequest first) {
        WriteStart start = first.getStart();
        sha256 = Infos.sha256(start.getSha256());
        Future<Opening> opening =
                start.getUploadId().isEmpty() ? begin(start) : goOn(start, new UploadId(start.getUploadId()));
        return opening.onSuccess(opened -> {
            if (opened instanceof Opening.Open open) {
                id = open.intake().upload().id();
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
                .setExpireTime(Infos.time(upload.expiresAt()))
                .build();
    }

    @Override
    public WriteResponse published(FileInfo file) {
        return WriteResponse.newBuilder()
                .setUploadId(id == null ? "" : id.value())
                .setStoredOffset(file.size())
                .setDurableOffset(file.size())
                .setFile(Infos.file(file))
                .build();
    }

    private Future<Opening> begin(WriteStart start) {
        UploadSpec spec = new UploadSpec(
                FileName.of(start.getName()),
                size(start),
                sha256,
                condition(start),
                true,
                UploadSpec.Role.FILE,
                Map.of());
        return transfer(spec.name())
                .compose(transfer -> Intake.begin(door.store(), spec, transfer))
                .map(Opening.Open::new);
    }

    private Future<Opening> goOn(WriteStart start, UploadId upload) {
        id = upload;
        return door.store().upload(upload).compose(info -> {
            requireAgreement(start, info.spec());
            return info.state() instanceof UploadState.Complete complete
                    ? Future.succeededFuture(new Opening.Published(complete.file()))
                    : resume(start, info);
        });
    }

    private Future<Opening> resume(WriteStart start, UploadInfo info) {
        return transfer(info.spec().name())
                .compose(transfer -> Intake.resume(door.store(), info.id(), transfer))
                .compose(intake -> announceSize(start, intake));
    }

    private static Future<Opening> announceSize(WriteStart start, Intake intake) {
        Future<Void> known = start.hasSize() ? intake.upload().setSize(start.getSize()) : Future.succeededFuture();
        return known.<Opening>map(v -> new Opening.Open(intake))
                .recover(cause -> intake.keep().transform(kept -> Future.failedFuture(cause)));
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
        return Infos.condition(start.getCreateOnly(), start.getIfMatchList());
    }

    private static OptionalLong size(WriteStart start) {
        return start.hasSize() ? OptionalLong.of(start.getSize()) : OptionalLong.empty();
    }

    private Future<Transfer> transfer(FileName name) {
        return door.begin(Listener.GRPC, Direction.UPLOAD, name, caller);
    }
}
