package io.chunkgate.grpc;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.chunkgate.door.DoorContext;
import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.StoreException;
import io.chunkgate.store.Upload;
import io.chunkgate.transfer.Intake;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.buffer.BufferInternal;
import io.vertx.grpc.server.GrpcServerRequest;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * One call that takes the bytes of a file. Whatever ends it, the upload is published, or kept for another call, once. The
 * client is read no faster than the disk writes.
 */
final class UploadCall<Q extends Message, A extends Message> {
    private final DoorContext door;
    private final UploadMethod<Q, A> method;
    private final Reply<A> reply;
    private final RequestMessages messages;
    private final Promise<Void> released = Promise.promise();
    private @Nullable Intake intake;
    private @Nullable Acknowledgements<A> acknowledgements;
    private long position;
    private boolean busy;
    private boolean advancing;
    private boolean settled;
    private boolean finished;
    private boolean tooMany;

    private UploadCall(DoorContext door, Exchange exchange, Reply<A> reply, UploadMethod<Q, A> method) {
        this.door = door;
        this.reply = reply;
        this.method = method;
        this.messages = new RequestMessages(door, exchange, this::fail);
    }

    /** Serves a call, of which only the head was read so far. */
    static <Q extends Message, A extends Message> void serve(
            DoorContext door, Exchange exchange, GrpcServerRequest<Q, A> call, UploadMethod<Q, A> method) {
        UploadCall<Q, A> upload = new UploadCall<>(door, exchange, new Reply<>(door, exchange, call), method);
        upload.reply.begin(upload::lost, upload::fail);
        upload.messages.begin(upload::advance);
        upload.messages.flow();
    }

    /** Goes as far as there is something to do at once; a loop and not a recursion, however many messages wait. */
    private void advance() {
        if (advancing) {
            return;
        }
        advancing = true;
        while (!busy && !settled && !messages.isEmpty()) {
            guarded(() -> handle(SplitMessage.of(messages.next(), UploadMethod.DATA_FIELD)));
        }
        if (!busy && !settled && messages.isEnded()) {
            guarded(this::halfClosed);
        }
        advancing = false;
        heedBackPressure();
    }

    private void guarded(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException e) {
            fail(e);
        }
    }

    private void heedBackPressure() {
        if (settled) {
            tooMany |= finished && !messages.isEmpty();
            messages.drop();
        } else if (busy || (intake != null && intake.stream().writeQueueFull())) {
            messages.hold();
        } else {
            messages.flow();
        }
    }

    private void handle(SplitMessage message) {
        Q fields;
        try {
            fields = method.parse(message.fields());
        } catch (InvalidProtocolBufferException e) {
            throw new StoreException(ErrorCode.INVALID_ARGUMENT, "message: not the method's request");
        }
        Piece piece = method.piece(fields, message.data());
        if (intake == null) {
            open(fields, piece);
        } else {
            take(intake, piece);
        }
    }

    private void open(Q first, Piece piece) {
        busy = true;
        Future<Opening> opening = method.open(first);
        door.underway().add(released.future());
        opening.onFailure(cause -> {
                    released.complete();
                    fail(cause);
                })
                .onSuccess(found -> found(found, piece));
    }

    private void found(Opening opening, Piece first) {
        busy = false;
        if (opening instanceof Opening.Open open) {
            opened(open.intake(), first);
        } else if (opening instanceof Opening.Published published) {
            answer(Future.succeededFuture(method.published(published.file())));
        }
        advance();
    }

    private void opened(Intake opened, Piece first) {
        intake = opened;
        position = opened.upload().offset();
        if (settled) {
            release(opened.keep());
            return;
        }
        opened.upload().lost().onSuccess(this::fail);
        opened.stream().exceptionHandler(this::fail).drainHandler(v -> heedBackPressure());
        acknowledgements = new Acknowledgements<>(method, reply, opened.upload());
        acknowledgements.tell();
        guarded(() -> take(opened, first));
    }

    private void take(Intake to, Piece piece) {
        check(to.upload(), piece);
        if (piece.data().isReadable()) {
            position += piece.data().readableBytes();
            to.stream().write(BufferInternal.buffer(piece.data())).onSuccess(stored -> acknowledge());
        }
        if (piece.finish()) {
            finish(to, piece.sha256());
        } else if (piece.sync()) {
            sync(to);
        }
    }

    private void check(Upload upload, Piece piece) {
        OptionalLong size = upload.spec().size();
        long end = position + piece.data().readableBytes();
        if (piece.offset().isPresent() && piece.offset().getAsLong() != position) {
            throw Refusal.wrongOffset(piece.offset().getAsLong(), position);
        }
        if (size.isPresent() && end > size.getAsLong()) {
            throw StoreException.unexpected(
                    ErrorCode.OUT_OF_RANGE, "end of the data", end, "at most " + size.getAsLong());
        }
        if (piece.crc32c().isPresent()) {
            int found = Wire.crc32c(piece.data());
            if (found != piece.crc32c().getAsInt()) {
                throw Refusal.wrongChecksum(found, piece.crc32c().getAsInt());
            }
        }
    }

    private void acknowledge() {
        if (acknowledgements != null && !settled) {
            acknowledgements.tell();
        }
    }

    private void sync(Intake of) {
        busy = true;
        of.stream().sync().onFailure(this::fail).onSuccess(durable -> {
            busy = false;
            acknowledge();
            advance();
        });
    }

    private void finish(Intake of, Optional<String> sha256) {
        finished = true;
        answer(of.publish(sha256).map(method::published));
    }

    private void halfClosed() {
        if (messages.isCutOff()) {
            throw new StoreException(ErrorCode.INVALID_ARGUMENT, "message: cut off (expected: the whole of it)");
        }
        if (intake == null) {
            throw StoreException.unexpected(ErrorCode.INVALID_ARGUMENT, "messages in the request", 0, "at least 1");
        }
        Intake open = intake;
        answer(open.stream().sync().eventually(open::keep).map(kept -> method.kept(open.upload())));
    }

    /** Ends the call with what becomes of the upload; one that cannot be published may be gone. */
    private void answer(Future<A> last) {
        settled = true;
        release(last);
        last.onFailure(cause -> reply.fail(finished ? cause : located(cause))).onSuccess(message -> {
            if (tooMany) {
                reply.fail(new StoreException(
                        ErrorCode.INVALID_ARGUMENT,
                        "message: one behind that which finished the file, and published it"));
            } else {
                reply.send(message);
                reply.end();
            }
        });
    }

    /** Ends the call, and keeps the upload. */
    private void fail(Throwable cause) {
        if (settled) {
            return;
        }
        settled = true;
        if (intake == null) {
            reply.refuse(cause);
        } else {
            release(intake.keep()).onComplete(kept -> reply.fail(located(cause)));
        }
        heedBackPressure();
    }

    /** The client went away. What it sent to be published is published. */
    private void lost() {
        if (!settled) {
            settled = true;
            messages.drop();
            if (intake != null) {
                release(intake.keep());
            }
        }
    }

    /** Nothing of the store is needed when this is done. */
    private <T> Future<T> release(Future<T> last) {
        return last.onComplete(done -> released.tryComplete());
    }

    /** The error with what a client needs to go on. */
    private Refusal located(Throwable cause) {
        Refusal refusal = Refusal.of(cause);
        return intake == null
                ? refusal
                : refusal.with(Refusal.UPLOAD_ID, intake.upload().id().value())
                        .with(
                                Refusal.STORED_OFFSET,
                                Long.toString(intake.upload().offset()));
    }
}
