package io.chunkgate.http.upload.protocol;

import io.chunkgate.http.exchange.BasePath;
import io.chunkgate.http.exchange.Connections;
import io.chunkgate.http.exchange.Problem;
import io.chunkgate.http.exchange.ProblemException;
import io.chunkgate.http.exchange.WritePreconditions;
import io.chunkgate.http.message.BadHeaderException;
import io.chunkgate.http.message.Conditions;
import io.chunkgate.io.MemoryBudget;
import io.chunkgate.io.internal.VertxInternals;
import io.chunkgate.server.Client;
import io.chunkgate.server.net.Responses;
import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.PublishCondition;
import io.chunkgate.store.StoreException;
import io.chunkgate.store.UploadInfo;
import io.chunkgate.store.UploadSpec;
import io.chunkgate.transfer.Failures;
import io.chunkgate.transfer.upload.UploadSession;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;

/**
 * Handles one request with bytes: creates or takes over the upload, receives the body, and publishes the upload or suspends
 * it for the next request. After an error, a resumable upload keeps the received bytes.
 */
public final class UploadHandler {
    private static final long UPLOAD_BYTES = 128 * 1024;
    /** Bodies of up to 9,999 bytes are small. */
    private static final int SMALL_DIGITS = 5;

    private final HttpServerRequest request;
    private final Client client;
    private final UploadProtocol protocol;
    private final MemoryBudget.Share memory;
    private boolean creating;
    private Optional<UploadInfo> resumed = Optional.empty();
    private boolean begun;

    public UploadHandler(HttpServerRequest request, Client client, UploadProtocol protocol) {
        this.request = request;
        this.client = client;
        this.protocol = protocol;
        this.memory = MemoryBudget.of(client.server().vertx()).open();
        request.pause();
    }

    /**
     * As {@link #create(Creation)}, if the conditions of the request hold; the upload has them until it is published.
     *
     * @param isNameFixed whether the name is the URL of the request, so that the file cannot get another one
     */
    public void createIfAllowed(Creation creation, boolean isNameFixed) {
        holdBody();
        UploadSpec spec = creation.spec();
        Future<PublishCondition> condition = spec.role() == UploadSpec.Role.PART
                ? VertxInternals.succeeded(spec.condition())
                : WritePreconditions.check(request, client.store(), spec.name());
        condition
                .map(stated -> isNameFixed ? client.atFixedName(stated) : stated)
                .onSuccess(stated -> create(creation.withCondition(stated)))
                .onFailure(this::refuse);
    }

    /** Leaves the body in the socket until the upload is open or refused. */
    public void holdBody() {
        Connections.setReading(request, false);
    }

    /** A connection of HTTP/1 brings a whole read before it can be stopped, so an upload waits for room for two. */
    private Future<Void> reserveMemory() {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        boolean isSmall = length != null && length.length() < SMALL_DIGITS;
        return isSmall
                ? VertxInternals.succeeded(null)
                : memory.reserveWhenRoom(client.server().vertx().getOrCreateContext(), UPLOAD_BYTES);
    }

    /** Creates an upload, stores the bytes of the request, and responds. */
    public void create(Creation creation) {
        creating = true;
        UploadSpec spec = creation.spec();
        Future<UploadResult> result = reserveMemory()
                .compose(v -> client.create(spec, creation.parts()))
                .compose(session -> {
                    begun = true;
                    protocol.begun(request, session.upload());
                    return operation(session, creation.first()).receive();
                });
        finish(result, protocol::created, spec);
    }

    /** Appends the bytes of the request to an upload, taking it over from a current writer, and responds. */
    public void append(UploadInfo info, Append append) {
        append(info, append, gone -> gone);
    }

    /** As {@link #append(UploadInfo, Append)}, with the refusal of an upload that has ended since it was found. */
    public void append(UploadInfo info, Append append, UnaryOperator<Throwable> gone) {
        Future<UploadResult> result = reserveMemory()
                .compose(v -> resume(info))
                .recover(cause -> Future.failedFuture(
                        Failures.toStoreException(cause).code() == ErrorCode.NOT_FOUND ? gone.apply(cause) : cause))
                .compose(session -> {
                    begun = true;
                    return operation(session, append).resume();
                });
        finish(result, protocol::appended, info.spec());
    }

    /** A request whose client has gone does not take the upload from the one that resumes it. */
    private Future<UploadSession> resume(UploadInfo info) {
        resumed = Optional.of(info);
        return request.response().closed()
                ? Future.failedFuture(Failures.connectionLost())
                : client.resume(info, OptionalLong.empty());
    }

    /** Runs code that parses the request's head, and sends an error if the head is invalid. */
    public void guard(Runnable parsing) {
        try {
            parsing.run();
        } catch (BadHeaderException e) {
            refuse(new ProblemException(Problem.badRequest(String.valueOf(e.getMessage()))));
        } catch (ProblemException refusal) {
            refuse(refusal);
        }
    }

    /** Sends an error; aborts the response if the client was disconnected. */
    public void refuse(Throwable cause) {
        refuse(cause, Optional.empty());
    }

    private void refuse(Throwable cause, Optional<UploadSpec> spec) {
        if (cause instanceof ProblemException refusal) {
            refuse(refusal.problem());
            return;
        }
        StoreException failure = Failures.toStoreException(cause);
        if (failure.code() != ErrorCode.ABORTED) {
            refuse(problem(failure, spec));
        } else if (request.response().closed()) {
            Responses.abort(request);
            request.resume(); // Vert.x never releases the buffers of a request that stays paused.
        } else {
            // The client is there, and learns that it must ask for the offset again.
            resumed.ifPresent(info -> request.response().putHeader("Upload-Offset", Long.toString(info.offset())));
            refuse(Problem.ofWrite(failure));
        }
    }

    private void refuse(Problem problem) {
        if (request.response().headWritten()) {
            return;
        }
        protocol.mark(request.response());
        protocol.refused(request.response(), problem.status());
        if (begun) {
            problem.respond(request);
        } else {
            problem.send(request);
        }
    }

    /** A condition of the request that no longer holds at commit is a 412, as before the upload. */
    private Problem problem(StoreException failure, Optional<UploadSpec> spec) {
        boolean conditional = spec.isPresent()
                && (spec.get().condition() instanceof PublishCondition.MustExist
                        || spec.get().condition() instanceof PublishCondition.MustMatch);
        if (conditional && failure.code() == ErrorCode.FAILED_PRECONDITION) {
            return Problem.preconditionFailed();
        }
        return creating ? problem(request, failure) : Problem.ofWrite(failure);
    }

    /** The response to a request that could not create an upload: 412 for its own condition, 409 for that of the configuration. */
    public static Problem problem(HttpServerRequest request, StoreException failure) {
        if (failure.code() == ErrorCode.ALREADY_EXISTS
                && !Conditions.of(request.headers()).restrictsVersion()) {
            return new Problem(409, failure.code(), String.valueOf(failure.getMessage()));
        }
        return Problem.ofWrite(failure);
    }

    private UploadOperation operation(UploadSession session, Append append) {
        return new UploadOperation(client, request, protocol, session, append);
    }

    private void finish(
            Future<UploadResult> result, BiConsumer<HttpServerResponse, UploadResult> writeHead, UploadSpec spec) {
        client.server().pending().add(result);
        result.onComplete(done -> {
            memory.close();
            Connections.setReading(request, true);
        });
        result.onFailure(cause -> refuse(cause, Optional.of(spec))).onSuccess(outcome -> {
            HttpServerResponse response = request.response();
            if (!response.closed()) {
                protocol.mark(response);
                writeHead.accept(response, outcome);
                BasePath.addToLocation(request);
                response.end();
            }
        });
    }
}
