package io.chunkgate.http.upload;

import io.chunkgate.door.DoorContext;
import io.chunkgate.door.Listener;
import io.chunkgate.http.Connections;
import io.chunkgate.http.Problem;
import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.FileName;
import io.chunkgate.store.FileStore;
import io.chunkgate.store.PublishCondition;
import io.chunkgate.store.StoreException;
import io.chunkgate.store.UploadInfo;
import io.chunkgate.store.UploadSpec;
import io.chunkgate.transfer.Direction;
import io.chunkgate.transfer.Failures;
import io.chunkgate.transfer.Intake;
import io.chunkgate.transfer.Transfer;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * One request that brings bytes: the upload is created or taken over, the body goes into it, and the upload is published,
 * or kept for the next request. Whatever goes wrong, a resumable upload keeps what came.
 */
final class Exchange {
    private final DoorContext context;
    private final HttpServerRequest request;
    private final Dialect dialect;
    private boolean begun;

    Exchange(DoorContext context, HttpServerRequest request, Dialect dialect) {
        this.context = context;
        this.request = request;
        this.dialect = dialect;
        request.pause();
    }

    /** Creates an upload, stores what the request brings, and answers. */
    void create(Creation creation) {
        UploadSpec spec = creation.spec();
        FileStore store = context.store();
        Future<Outcome> delivered = transfer(spec.name())
                .compose(transfer -> Intake.of(
                        creation.parts().isEmpty() ? store.create(spec) : store.concatenate(spec, creation.parts()),
                        transfer))
                .compose(intake -> {
                    begun = true;
                    dialect.begun(request, intake.upload());
                    return delivery(intake, creation.first()).begin();
                });
        context.underway().add(delivered);
        delivered
                .onSuccess(outcome -> answer(response -> dialect.created(response, outcome)))
                .onFailure(cause -> refuse(cause, Optional.of(spec)));
    }

    /** Adds what the request brings to an upload, taking it over from whoever still writes it, and answers. */
    void append(UploadInfo info, Append append) {
        Future<Outcome> delivered = transfer(info.spec().name())
                .compose(transfer -> Intake.resume(context.store(), info.id(), transfer))
                .compose(intake -> {
                    begun = true;
                    return delivery(intake, append).goOn();
                });
        context.underway().add(delivered);
        delivered
                .onSuccess(outcome -> answer(response -> dialect.appended(response, outcome)))
                .onFailure(cause -> refuse(cause, Optional.of(info.spec())));
    }

    /** Does what reads the request's head, and answers where that cannot be read. */
    void guard(Runnable reading) {
        try {
            reading.run();
        } catch (BadHeaderException e) {
            refuse(new Refusal(Problem.badRequest(String.valueOf(e.getMessage()))), Optional.empty());
        } catch (Refusal refusal) {
            refuse(refusal, Optional.empty());
        }
    }

    /** Answers with an error; a client that was cut off gets none. */
    void refuse(Throwable cause, Optional<UploadSpec> spec) {
        if (cause instanceof Refusal refusal) {
            refuse(refusal.problem());
            return;
        }
        StoreException failure = Failures.toStoreException(cause);
        if (failure.code() == ErrorCode.ABORTED) {
            Connections.breakOff(request);
            request.resume(); // Vert.x would never release what waits in a request that stays paused.
        } else {
            refuse(problem(failure, spec));
        }
    }

    private void refuse(Problem problem) {
        if (request.response().headWritten()) {
            return;
        }
        dialect.mark(request.response());
        dialect.refused(request.response(), problem.status());
        if (begun) {
            problem.answer(request);
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

    private Delivery delivery(Intake intake, Append append) {
        return new Delivery(context, request, dialect, intake, append);
    }

    private void answer(Consumer<HttpServerResponse> head) {
        HttpServerResponse response = request.response();
        if (response.closed()) {
            return;
        }
        dialect.mark(response);
        head.accept(response);
        response.end();
    }

    private Future<Transfer> transfer(FileName name) {
        return context.begin(Listener.HTTP, Direction.UPLOAD, name, Connections.caller(request));
    }
}
