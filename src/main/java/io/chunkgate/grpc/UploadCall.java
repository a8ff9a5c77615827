package io.chunkgate.grpc;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.chunkgate.io.internal.VertxInternals;
import io.chunkgate.server.net.IdleTimeoutSuppressor;
import io.chunkgate.server.net.InboundWindows;
import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.StoreException;
import io.chunkgate.store.Upload;
import io.chunkgate.transfer.upload.UploadSession;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.grpc.server.GrpcServerRequest;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A call that takes the bytes of a file. However it ends, the upload is either published or suspended for another call, once.
 * The client is read no faster than the store writes.
 */
final class UploadCall<Q extends Message, A extends Message> {
    private final GrpcExchange exchange;
    private final UploadMethod<Q, A> method;
    private final GrpcResponse<A> response;
    private final RequestMessages messages;
    private final Promise<Void> released = VertxInternals.promise();
    private @Nullable UploadSession uploadSession;
    private @Nullable Acknowledgements<A> acknowledgements;
    private long position;
    private boolean busy;
    private boolean advancing;
    private boolean settled;
    private boolean finished;
    private boolean hasExtraMessage;

    private UploadCall(GrpcExchange exchange, GrpcServerRequest<Q, A> call, UploadMethod<Q, A> method) {
        this.exchange = exchange;
        this.response = new GrpcResponse<>(exchange, call);
        this.method = method;
        this.messages = new RequestMessages(exchange, this::fail);
    }

    /** Serves a call, of which only the head was read so far. */
    static <Q extends Message, A extends Message> void serve(
            GrpcExchange exchange, GrpcServerRequest<Q, A> call, UploadMethod<Q, A> method) {
        UploadCall<Q, A> upload = new UploadCall<>(exchange, call, method);
        upload.response.begin(upload::connectionLost, upload::fail);
        upload.messages.begin(upload::advance);
        upload.messages.resume();
    }

    /** Handles the messages that wait, in a loop rather than by recursion, since there may be many. */
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
        applyBackPressure();
    }

    private void guarded(Runnable step) {
        try {
            step.run();
        } catch (Throwable e) {
            fail(e);
        }
    }

    private void applyBackPressure() {
        if (settled) {
            hasExtraMessage |= finished && !messages.isEmpty();
            messages.drop();
        } else if (busy || (uploadSession != null && uploadSession.stream().writeQueueFull())) {
            messages.pause();
        } else {
            messages.resume();
        }
    }

    private void handle(SplitMessage message) {
        Q fields = parse(message.fields());
        UploadMethod.Part part = method.part(fields, message.data());
        if (uploadSession == null) {
            open(fields, part);
        } else {
            write(uploadSession, part);
        }
    }

    private Q parse(byte[] fields) {
        try {
            return method.parse(fields);
        } catch (InvalidProtocolBufferException e) {
            throw OneMessage.malformed("the method's request");
        }
    }

    private void open(Q first, UploadMethod.Part part) {
        busy = true;
        Future<UploadMethod.Opened> opening = VertxInternals.succeeded(null).compose(v -> method.open(first));
        exchange.server().pending().add(released.future());
        // A client that sends too little fails the call; the other pauses are the gateway's own.
        IdleTimeoutSuppressor.until(exchange.http(), released.future());
        opening.onFailure(cause -> {
                    released.complete();
                    fail(cause);
                })
                .onSuccess(opened -> opened(opened, part));
    }

    private void opened(UploadMethod.Opened upload, UploadMethod.Part first) {
        busy = false;
        if (upload instanceof UploadMethod.Opened.Running running) {
            begin(running.uploadSession(), first);
        } else if (upload instanceof UploadMethod.Opened.Published published) {
            respond(Future.succeededFuture(method.published(published.file())));
        }
        advance();
    }

    private void begin(UploadSession opened, UploadMethod.Part first) {
        uploadSession = opened;
        position = opened.upload().offset();
        if (settled) {
            release(opened.suspend());
            return;
        }
        InboundWindows.widen(exchange.http());
        opened.upload().lost().onSuccess(this::fail);
        opened.stream().exceptionHandler(this::fail).drainHandler(v -> applyBackPressure());
        acknowledgements = new Acknowledgements<>(method, response, opened.upload());
        acknowledgements.send();
        guarded(() -> write(opened, first));
    }

    private void write(UploadSession to, UploadMethod.Part part) {
        check(to.upload(), part);
        if (part.data().isReadable()) {
            position += part.data().readableBytes();
            to.stream().write(VertxInternals.buffer(part.data())).onSuccess(stored -> acknowledge());
        }
        if (part.finish()) {
            finish(to, part.sha256());
        } else if (part.sync()) {
            sync(to);
        }
    }

    private void check(Upload upload, UploadMethod.Part part) {
        OptionalLong size = upload.spec().size();
        long end = position + part.data().readableBytes();
        if (part.offset().isPresent() && part.offset().getAsLong() != position) {
            throw GrpcException.wrongOffset(part.offset().getAsLong(), position);
        }
        if (size.isPresent() && end > size.getAsLong()) {
            throw StoreException.unexpected(
                    method.mismatch(ErrorCode.OUT_OF_RANGE), "end of the data", end, "at most " + size.getAsLong());
        }
        if (part.crc32c().isPresent()) {
            int found = Wire.crc32c(part.data());
            if (found != part.crc32c().getAsInt()) {
                throw GrpcException.wrongChecksum(found, part.crc32c().getAsInt());
            }
        }
    }

    private void acknowledge() {
        if (acknowledgements != null && !settled) {
            acknowledgements.send();
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
        long size = of.upload().spec().size().orElse(position);
        if (position < size) {
            throw StoreException.unexpected(
                    method.mismatch(ErrorCode.FAILED_PRECONDITION), "size", position, Long.toString(size));
        }
        finished = true;
        respond(of.publish(sha256).map(method::published).recover(cause -> Future.failedFuture(unpublished(cause))));
    }

    private Throwable unpublished(Throwable cause) {
        return StoreException.hasCode(cause, ErrorCode.DATA_LOSS)
                ? new StoreException(method.mismatch(ErrorCode.DATA_LOSS), String.valueOf(cause.getMessage()))
                : cause;
    }

    private void halfClosed() {
        if (messages.isTruncated()) {
            throw new StoreException(ErrorCode.INVALID_ARGUMENT, "message: truncated (expected: the announced length)");
        }
        if (uploadSession == null) {
            throw StoreException.unexpected(ErrorCode.INVALID_ARGUMENT, "messages in the request", 0, "at least 1");
        }
        UploadSession open = uploadSession;
        OptionalLong size = open.upload().spec().size();
        if (method.publishesAtSize() && size.isPresent() && size.getAsLong() == position) {
            finish(open, Optional.empty());
            return;
        }
        respond(open.stream().sync().eventually(open::suspend).map(stored -> method.suspended(open.upload())));
    }

    /** Ends the call with the result of the upload. One that could not be published may be gone, so its error has no offset. */
    private void respond(Future<A> last) {
        settled = true;
        release(last);
        last.onFailure(cause -> response.fail(finished ? cause : withOffset(cause)))
                .onSuccess(message -> {
                    if (hasExtraMessage) {
                        response.fail(new StoreException(
                                ErrorCode.INVALID_ARGUMENT, "message after finish; the file was published"));
                    } else {
                        response.send(message);
                        response.end();
                    }
                });
    }

    /** Ends the call and suspends the upload. */
    private void fail(Throwable cause) {
        if (settled) {
            return;
        }
        settled = true;
        if (uploadSession == null) {
            response.refuse(cause);
        } else {
            release(uploadSession.suspend()).onComplete(suspended -> response.fail(withOffset(cause)));
        }
        applyBackPressure();
    }

    /** Suspends the upload of a client that is gone. A finished file is published nevertheless. */
    private void connectionLost() {
        if (!settled) {
            settled = true;
            messages.drop();
            if (uploadSession != null) {
                release(uploadSession.suspend());
            }
        }
    }

    /** Lets the store be closed when {@code last} is complete. */
    private <T> Future<T> release(Future<T> last) {
        return last.onComplete(done -> released.tryComplete());
    }

    /** Adds what a client needs to resume. */
    private GrpcException withOffset(Throwable cause) {
        GrpcException error = GrpcException.of(cause);
        return uploadSession == null
                ? error
                : error.with(
                                GrpcException.UPLOAD_ID,
                                uploadSession.upload().id().value())
                        .with(
                                GrpcException.STORED_OFFSET,
                                Long.toString(uploadSession.upload().offset()));
    }
}
