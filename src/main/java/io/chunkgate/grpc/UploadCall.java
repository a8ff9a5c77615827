package io.chunkgate.grpc;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.chunkgate.server.ServerContext;
import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.StoreException;
import io.chunkgate.store.Upload;
import io.chunkgate.transfer.upload.UploadSession;
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
    private final ServerContext server;
    private final UploadMethod<Q, A> method;
    private final GrpcResponse<A> reply;
    private final RequestMessages messages;
    private final Promise<Void> released = Promise.promise();
    private @Nullable UploadSession uploadSession;
    private @Nullable Acknowledgements<A> acknowledgements;
    private long position;
    private boolean busy;
    private boolean advancing;
    private boolean settled;
    private boolean finished;
    private boolean tooMany;

    private UploadCall(ServerContext server, GrpcExchange exchange, GrpcResponse<A> reply, UploadMethod<Q, A> method) {
        this.server = server;
        this.reply = reply;
        this.method = method;
        this.messages = new RequestMessages(server, exchange, this::fail);
    }

    /** Serves a call, of which only the head was read so far. */
    static <Q extends Message, A extends Message> void serve(
            ServerContext server, GrpcExchange exchange, GrpcServerRequest<Q, A> call, UploadMethod<Q, A> method) {
        UploadCall<Q, A> upload =
                new UploadCall<>(server, exchange, new GrpcResponse<>(server, exchange, call), method);
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
        } else if (busy || (uploadSession != null && uploadSession.stream().writeQueueFull())) {
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
        UploadPart part = method.part(fields, message.data());
        if (uploadSession == null) {
            open(fields, part);
        } else {
            take(uploadSession, part);
        }
    }

    private void open(Q first, UploadPart part) {
        busy = true;
        Future<UploadTarget> opening = method.open(first);
        server.pending().add(released.future());
        opening.onFailure(cause -> {
                    released.complete();
                    fail(cause);
                })
                .onSuccess(found -> found(found, part));
    }

    private void found(UploadTarget opening, UploadPart first) {
        busy = false;
        if (opening instanceof UploadTarget.Open open) {
            opened(open.uploadSession(), first);
        } else if (opening instanceof UploadTarget.Published published) {
            reply(Future.succeededFuture(method.published(published.file())));
        }
        advance();
    }

    private void opened(UploadSession opened, UploadPart first) {
        uploadSession = opened;
        position = opened.upload().offset();
        if (settled) {
            release(opened.suspend());
            return;
        }
        opened.upload().lost().onSuccess(this::fail);
        opened.stream().exceptionHandler(this::fail).drainHandler(v -> heedBackPressure());
        acknowledgements = new Acknowledgements<>(method, reply, opened.upload());
        acknowledgements.tell();
        guarded(() -> take(opened, first));
    }

    private void take(UploadSession to, UploadPart part) {
        check(to.upload(), part);
        if (part.data().isReadable()) {
            position += part.data().readableBytes();
            to.stream().write(BufferInternal.buffer(part.data())).onSuccess(stored -> acknowledge());
        }
        if (part.finish()) {
            finish(to, part.sha256());
        } else if (part.sync()) {
            sync(to);
        }
    }

    private void check(Upload upload, UploadPart part) {
        OptionalLong size = upload.spec().size();
        long end = position + part.data().readableBytes();
        if (part.offset().isPresent() && part.offset().getAsLong() != position) {
            throw GrpcError.wrongOffset(part.offset().getAsLong(), position);
        }
        if (size.isPresent() && end > size.getAsLong()) {
            throw StoreException.unexpected(
                    ErrorCode.OUT_OF_RANGE, "end of the data", end, "at most " + size.getAsLong());
        }
        if (part.crc32c().isPresent()) {
            int found = Wire.crc32c(part.data());
            if (found != part.crc32c().getAsInt()) {
                throw GrpcError.wrongChecksum(found, part.crc32c().getAsInt());
            }
        }
    }

    private void acknowledge() {
        if (acknowledgements != null && !settled) {
            acknowledgements.tell();
        }
    }

    private void sync(UploadSession of) {
        busy = true;
        of.stream().sync().onFailure(this::fail).onSuccess(durable -> {
            busy = false;
            acknowledge();
            advance();
        });
    }

    private void finish(UploadSession of, Optional<String> sha256) {
        finished = true;
        reply(of.publish(sha256).map(method::published));
    }

    private void halfClosed() {
        if (messages.isCutOff()) {
            throw new StoreException(ErrorCode.INVALID_ARGUMENT, "message: cut off (expected: the whole of it)");
        }
        if (uploadSession == null) {
            throw StoreException.unexpected(ErrorCode.INVALID_ARGUMENT, "messages in the request", 0, "at least 1");
        }
        UploadSession open = uploadSession;
        reply(open.stream().sync().eventually(open::suspend).map(kept -> method.kept(open.upload())));
    }

    /** Ends the call with what becomes of the upload; one that cannot be published may be gone. */
    private void reply(Future<A> last) {
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
        if (uploadSession == null) {
            reply.refuse(cause);
        } else {
            release(uploadSession.suspend()).onComplete(kept -> reply.fail(located(cause)));
        }
        heedBackPressure();
    }

    /** The client went away. What it sent to be published is published. */
    private void lost() {
        if (!settled) {
            settled = true;
            messages.drop();
            if (uploadSession != null) {
                release(uploadSession.suspend());
            }
        }
    }

    /** Nothing of the store is needed when this is done. */
    private <T> Future<T> release(Future<T> last) {
        return last.onComplete(done -> released.tryComplete());
    }

    /** The error with what a client needs to go on. */
    private GrpcError located(Throwable cause) {
        GrpcError refusal = GrpcError.of(cause);
        return uploadSession == null
                ? refusal
                : refusal.with(GrpcError.UPLOAD_ID, uploadSession.upload().id().value())
                        .with(
                                GrpcError.STORED_OFFSET,
                                Long.toString(uploadSession.upload().offset()));
    }
}
