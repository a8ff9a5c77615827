package io.chunkgate.cluster;

import com.google.protobuf.UnsafeByteOperations;
import io.chunkgate.client.grpc.GrpcCall;
import io.chunkgate.proto.v1.FilesServiceGrpcClient;
import io.chunkgate.proto.v1.WriteRequest;
import io.chunkgate.proto.v1.WriteResponse;
import io.chunkgate.proto.v1.WriteStart;
import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.FileInfo;
import io.chunkgate.store.StoreException;
import io.chunkgate.store.Upload;
import io.chunkgate.store.UploadId;
import io.chunkgate.store.UploadInfo;
import io.chunkgate.store.UploadSpec;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * An upload of another node, written by a call of Write. When that call breaks the upload is lost to this writer, as to
 * one whose connection broke: what was stored stays with the other node. Used on one context.
 */
final class PeerUpload implements Upload {
    /** Less than a node would refuse in a message. */
    private static final int MAX_DATA_BYTES = 512 * 1024;

    private record Waiting(Predicate<WriteResponse> done, Promise<WriteResponse> answer) {}

    private final Locating locating;
    private final Node node;
    private final UploadId id;
    private final boolean kept;
    private final Promise<StoreException> lost = Promise.promise();
    private UploadSpec spec;
    private @Nullable GrpcCall<WriteRequest, WriteResponse> call;
    private @Nullable Waiting waiting;
    private @Nullable StoreException failure;
    private long offset;
    private long pieceStart;
    private long durableOffset;
    private Instant expiresAt;
    private boolean opening;
    private boolean over;

    private PeerUpload(Locating locating, Node node, UploadInfo info, UploadSpec spec) {
        this.locating = locating;
        this.node = node;
        this.id = info.id();
        this.kept = spec.resumable();
        this.spec = spec;
        this.offset = info.offset();
        this.durableOffset = info.durableOffset();
        this.expiresAt = info.expiresAt();
    }

    /**
     * Takes up an upload at a node that has it.
     *
     * @param spec what was asked for; of one that is not resumable nothing is kept when it is closed
     */
    static Future<Upload> begin(Locating locating, Node node, UploadInfo info, UploadSpec spec) {
        PeerUpload upload = new PeerUpload(locating, node, info, spec);
        return upload.open(OptionalLong.empty()).map(upload);
    }

    @Override
    public UploadId id() {
        return id;
    }

    @Override
    public UploadSpec spec() {
        return spec;
    }

    @Override
    public long offset() {
        return offset;
    }

    @Override
    public long durableOffset() {
        return durableOffset;
    }

    @Override
    public Instant expiresAt() {
        return expiresAt;
    }

    @Override
    public Future<StoreException> lost() {
        return lost.future();
    }

    @Override
    public Future<Long> write(long at, Buffer data) {
        long end = at + data.length();
        if (at != offset) {
            return refused(ErrorCode.FAILED_PRECONDITION, "offset", at, Long.toString(offset));
        }
        if (spec.size().isPresent() && end > spec.size().getAsLong()) {
            return refused(
                    ErrorCode.OUT_OF_RANGE,
                    "end of the bytes",
                    end,
                    "at most " + spec.size().getAsLong());
        }
        if (data.length() == 0) {
            return failure == null ? Future.succeededFuture(offset) : Future.failedFuture(failure);
        }
        return exchange(to -> send(to, data), answer -> answer.getStoredOffset() >= end)
                .map(answer -> offset);
    }

    @Override
    public Future<Long> sync() {
        long end = offset;
        return exchange(
                        to -> to.send(WriteRequest.newBuilder().setSync(true).build()),
                        answer -> answer.getDurableOffset() >= end)
                .map(answer -> durableOffset);
    }

    /** Said in the first message of a call, so by another call. A size that is refused leaves the upload as it was. */
    @Override
    public Future<Void> setSize(long size) {
        return end().compose(ended -> reopen(OptionalLong.of(size), offset))
                .<Void>map(opened -> {
                    spec = spec.withSize(size);
                    return null;
                })
                .recover(cause -> lost.future().isComplete()
                        ? Future.failedFuture(cause)
                        : reopen(OptionalLong.empty(), offset).transform(opened -> Future.failedFuture(cause)));
    }

    @Override
    public Future<Void> beginPiece() {
        pieceStart = offset;
        return piece(false);
    }

    @Override
    public Future<Void> keepPiece() {
        return piece(true);
    }

    /** A writer that leaves drops the piece. */
    @Override
    public Future<Long> dropPiece() {
        return end().compose(ended -> reopen(OptionalLong.empty(), pieceStart)).map(opened -> offset);
    }

    @Override
    public Future<FileInfo> commit(Optional<String> sha256) {
        if (spec.size().isPresent() && offset != spec.size().getAsLong()) {
            return refused(
                    ErrorCode.FAILED_PRECONDITION,
                    "size",
                    offset,
                    Long.toString(spec.size().getAsLong()));
        }
        WriteRequest finish = WriteRequest.newBuilder()
                .setFinish(true)
                .setSha256(sha256.orElse(""))
                .build();
        return exchange(
                        to -> {
                            to.sendLast(finish);
                            return Future.succeededFuture();
                        },
                        WriteResponse::hasFile)
                .map(answer -> {
                    over = true;
                    return Messages.file(answer.getFile());
                });
    }

    @Override
    public Future<Void> discard() {
        if (over) {
            return Future.succeededFuture();
        }
        over = true;
        cancel();
        return locating.asking()
                .ask(node, Question.DISCARD, new JsonObject().put("id", id.value()))
                .mapEmpty();
    }

    @Override
    public Future<Void> close() {
        if (!kept && failure == null) {
            return discard();
        }
        boolean open = !over && failure == null;
        over = true;
        return open ? end().otherwiseEmpty() : Future.succeededFuture();
    }

    /** Another call. When something else is stored than was, somebody else has written meanwhile. */
    private Future<Void> reopen(OptionalLong size, long expectedOffset) {
        failure = null;
        return open(size).compose(opened -> {
            if (offset == expectedOffset) {
                return Future.succeededFuture();
            }
            StoreException taken = new StoreException(ErrorCode.ABORTED, "upload: another connection took it over");
            cancel();
            failure = taken;
            lost.tryComplete(taken);
            return Future.failedFuture(taken);
        });
    }

    private Future<Void> open(OptionalLong size) {
        WriteStart.Builder start = WriteStart.newBuilder().setUploadId(id.value());
        size.ifPresent(start::setSize);
        WriteRequest first = WriteRequest.newBuilder().setStart(start).build();
        opening = true;
        return locating.peers()
                .calls(node)
                .compose(calls -> calls.open(FilesServiceGrpcClient.Write))
                .compose(begun -> {
                    call = begun;
                    begun.listen(answer -> received(begun, answer)).onComplete(end -> ended(begun, end.cause()));
                    return exchange(to -> to.send(first), answer -> true);
                })
                .onComplete(done -> opening = false)
                .<Void>mapEmpty()
                .recover(cause -> Future.failedFuture(Errors.of(cause)));
    }

    private Future<Void> piece(boolean keep) {
        if (failure != null) {
            return Future.failedFuture(failure);
        }
        JsonObject about = new JsonObject().put("id", id.value()).put("keep", keep);
        return locating.asking().ask(node, Question.PIECE, about).mapEmpty();
    }

    private interface Sending {
        Future<Void> to(GrpcCall<WriteRequest, WriteResponse> call);
    }

    private Future<WriteResponse> exchange(Sending sending, Predicate<WriteResponse> done) {
        GrpcCall<WriteRequest, WriteResponse> open = call;
        if (failure != null || over || open == null) {
            return Future.failedFuture(failure == null ? closed() : failure);
        }
        Promise<WriteResponse> answer = Promise.promise();
        waiting = new Waiting(done, answer);
        sending.to(open);
        return answer.future();
    }

    private Future<Void> send(GrpcCall<WriteRequest, WriteResponse> to, Buffer data) {
        Future<Void> sent = Future.succeededFuture();
        for (int from = 0; from < data.length(); from += MAX_DATA_BYTES) {
            WriteRequest message = WriteRequest.newBuilder()
                    .setOffset(offset + from)
                    .setData(UnsafeByteOperations.unsafeWrap(
                            data.getBytes(from, Math.min(data.length(), from + MAX_DATA_BYTES))))
                    .build();
            sent = sent.compose(before -> to.send(message));
        }
        return sent;
    }

    private void received(GrpcCall<WriteRequest, WriteResponse> from, WriteResponse answer) {
        if (from != call) {
            return;
        }
        offset = answer.getStoredOffset();
        durableOffset = answer.getDurableOffset();
        if (answer.hasExpireTime()) {
            expiresAt = Messages.time(answer.getExpireTime());
        }
        Waiting asked = waiting;
        if (asked != null && asked.done().test(answer)) {
            waiting = null;
            asked.answer().complete(answer);
        }
    }

    private void ended(GrpcCall<WriteRequest, WriteResponse> which, @Nullable Throwable cause) {
        if (which != call) {
            return;
        }
        call = null;
        StoreException reason = cause == null ? closed() : Errors.of(cause);
        failure = reason;
        Waiting asked = waiting;
        waiting = null;
        if (!over && !opening) {
            lost.tryComplete(reason);
        }
        if (asked != null) {
            asked.answer().fail(reason);
        }
    }

    /** Lets the other node store what it has, and close the upload; succeeds when it did. */
    private Future<Void> end() {
        GrpcCall<WriteRequest, WriteResponse> open = call;
        if (open == null) {
            return Future.failedFuture(failure == null ? closed() : failure);
        }
        call = null;
        open.finish();
        return open.end().recover(cause -> Future.failedFuture(Errors.of(cause)));
    }

    private void cancel() {
        GrpcCall<WriteRequest, WriteResponse> open = call;
        call = null;
        if (open != null) {
            open.cancel();
        }
    }

    private static <T> Future<T> refused(ErrorCode code, String what, long value, String expected) {
        return Future.failedFuture(StoreException.unexpected(code, what, value, expected));
    }

    private static StoreException closed() {
        return StoreException.unexpected(ErrorCode.FAILED_PRECONDITION, "upload", "closed", "open");
    }
}
