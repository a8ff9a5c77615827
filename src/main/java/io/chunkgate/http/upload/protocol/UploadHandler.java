package io.chunkgate.http.upload.protocol;

import io.chunkgate.http.exchange.Connections;
import io.chunkgate.http.exchange.Problem;
import io.chunkgate.http.message.BadHeaderException;
import io.chunkgate.server.Listener;
import io.chunkgate.server.ServerContext;
import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.FileName;
import io.chunkgate.store.FileStore;
import io.chunkgate.store.PublishCondition;
import io.chunkgate.store.StoreException;
import io.chunkgate.store.UploadInfo;
import io.chunkgate.store.UploadSpec;
import io.chunkgate.transfer.Direction;
import io.chunkgate.transfer.Failures;
import io.chunkgate.transfer.Transfer;
import io.chunkgate.transfer.upload.UploadSession;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * One request that brings bytes: the upload is created or taken over, the body goes into it, and the upload is published,
 * or kept for the next request. Whatever goes wrong, a resumable upload keeps what came.
 */
public final class UploadHandler {
    private final ServerContext context;
    private final HttpServerRequest request;
    private final UploadProtocol protocol;
    private boolean begun;

    public UploadHandler(ServerContext context, HttpServerRequest request, UploadProtocol protocol) {
        this.context = context;
        this.request = request;
        this.protocol = protocol;
        request.pause();
    }

    /** Creates an upload, stores what the request brings, and answers. */
    public void create(Creation creation) {
        UploadSpec spec = creation.spec();
        FileStore store = context.store();
        Future<UploadResult> delivered = transfer(spec.name())
                .compose(transfer -> UploadSession.of(
                        creation.parts().isEmpty() ? store.create(spec) : store.concatenate(spec, creation.parts()),
                        transfer))
                .compose(uploadSession -> {
                    begun = true;
                    protocol.begun(request, uploadSession.upload());
                    return uploadRequest(uploadSession, creation.first()).begin();
                });
        context.pending().add(delivered);
        delivered
                .onSuccess(outcome -> respond(response -> protocol.created(response, outcome)))
                .onFailure(cause -> refuse(cause, Optional.of(spec)));
    }

    /** Adds what the request brings to an upload, taking it over from whoever still writes it, and answers. */
    public void append(UploadInfo info, Append append) {
        Future<UploadResult> delivered = transfer(info.spec().name())
                .compose(transfer -> UploadSession.resume(context.store(), info.id(), transfer))
                .compose(uploadSession -> {
                    begun = true;
                    return uploadRequest(uploadSession, append).proceed();
                });
        context.pending().add(delivered);
        delivered
                .onSuccess(outcome -> respond(response -> protocol.appended(response, outcome)))
                .onFailure(cause -> refuse(cause, Optional.of(info.spec())));
    }

    /** Does what reads the request's head, and answers where that cannot be read. */
    public void guard(Runnable reading) {
        try {
            reading.run();
        } catch (BadHeaderException e) {
            refuse(new ProblemException(Problem.badRequest(String.valueOf(e.getMessage()))), Optional.empty());
        } catch (ProblemException refusal) {
            refuse(refusal, Optional.empty());
        }
    }

    /** Answers with an error; a client that was cut off gets none. */
    public void refuse(Throwable cause, Optional<UploadSpec> spec) {
        if (cause instanceof ProblemException refusal) {
            refuse(refusal.problem());
            return;
        }
        StoreException failure = Failures.toStoreException(cause);
        if (failure.code() == ErrorCode.ABORTED) {
            Connections.abort(request);
            request.resume(); // Vert.x would never release what waits in a request that stays paused.
        } else {
            refuse(problem(failure, spec));
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

    /** A condition of the request that no longer holds at commit is what it would have been before: 412. */
    private static Problem problem(StoreException failure, Optional<UploadSpec> spec) {
        boolean conditional = spec.isPresent()
                && (spec.get().condition() instanceof PublishCondition.MustExist
                        || spec.get().condition() instanceof PublishCondition.MustMatch);
        return conditional && failure.code() == ErrorCode.FAILED_PRECONDITION
                ? Problem.preconditionFailed()
                : Problem.ofWrite(failure);
    }

    private UploadRequest uploadRequest(UploadSession uploadSession, Append append) {
        return new UploadRequest(context, request, protocol, uploadSession, append);
    }

    private void respond(Consumer<HttpServerResponse> head) {
        HttpServerResponse response = request.response();
        if (response.closed()) {
            return;
        }
        protocol.mark(response);
        head.accept(response);
        response.end();
    }

    private Future<Transfer> transfer(FileName name) {
        return context.begin(Listener.HTTP, Direction.UPLOAD, name, Connections.requestInfo(request));
    }
}
