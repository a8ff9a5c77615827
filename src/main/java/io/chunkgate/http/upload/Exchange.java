package io.chunkgate.http.upload;

import io.chunkgate.door.DoorContext;
import io.chunkgate.door.Listener;
import io.chunkgate.http.Connections;
import io.chunkgate.http.Problem;
import io.chunkgate.http.upload.Outcome.Published;
import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.FileName;
import io.chunkgate.store.FileStore;
import io.chunkgate.store.PublishCondition;
import io.chunkgate.store.StoreException;
import io.chunkgate.store.Upload;
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
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * One request that brings bytes: the upload is created or taken over, the body goes into it, and the upload is published,
 * or kept for the next request. Whatever goes wrong, a resumable upload keeps what came.
 */
final class Exchange {
    private final DoorContext context;
    private final HttpServerRequest request;
    private final Dialect dialect;

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
        Future<Upload> opening =
                creation.parts().isEmpty() ? store.create(spec) : store.concatenate(spec, creation.parts());
        Intake.of(opening, transfer(spec.name()))
                .compose(intake -> {
                    dialect.begun(request, intake.upload());
                    return take(intake, creation.first());
                })
                .onSuccess(outcome -> answer(response -> dialect.created(response, outcome)))
                .onFailure(cause -> refuse(cause, Optional.of(spec)));
    }

    /** Adds what the request brings to an upload, taking it over from whoever still writes it, and answers. */
    void append(UploadInfo info, Append append) {
        Intake.resume(context.store(), info.id(), transfer(info.spec().name()))
                .compose(intake -> check(intake, append).compose(checked -> take(intake, append)))
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

    /** Answers with an error. */
    void refuse(Throwable cause, Optional<UploadSpec> spec) {
        dialect.mark(request.response());
        if (cause instanceof Refusal refusal) {
            refusal.problem().send(request);
            return;
        }
        StoreException failure = Failures.toStoreException(cause);
        if (failure.code() == ErrorCode.ABORTED) {
            Connections.breakOff(request);
            request.resume(); // Vert.x would never release what waits in a request that stays paused.
        } else {
            problem(failure, spec).send(request);
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

    private Future<Void> check(Intake intake, Append append) {
        Upload upload = intake.upload();
        long offset = upload.offset();
        OptionalLong announced = upload.spec().size();
        Optional<Problem> problem = Optional.empty();
        if (offset != append.offset()) {
            request.response().putHeader("Upload-Offset", Long.toString(offset));
            problem = Optional.of(dialect.wrongOffset(append.offset(), offset));
        } else if (announced.isPresent()
                && append.size().isPresent()
                && announced.getAsLong() != append.size().getAsLong()) {
            problem = Optional.of(dialect.wrongSize(append.size().getAsLong(), announced.getAsLong()));
        }
        if (problem.isPresent()) {
            return keepAndFail(intake, new Refusal(problem.get()));
        }
        return announced.isEmpty() && append.size().isPresent()
                ? upload.setSize(append.size().getAsLong()).recover(cause -> keepAndFail(intake, cause))
                : Future.succeededFuture();
    }

    private Future<Outcome> take(Intake intake, Append append) {
        OptionalLong size = intake.upload().spec().size();
        long room = size.orElse(Long.MAX_VALUE) - intake.upload().offset();
        if (append.length().orElse(0) > room) {
            return tooMany(intake, size.getAsLong());
        }
        long limit = Math.min(room, append.length().orElse(Long.MAX_VALUE));
        Reception reception = new Reception(context, request, intake, limit, append.checksum());
        return reception
                .run(offset -> dialect.progressed(request, offset))
                .transform(received -> received.succeeded()
                        ? finish(intake, append)
                        : failed(intake, append, received.cause(), reception.isOverfull() && room == limit));
    }

    private Future<Outcome> failed(Intake intake, Append append, Throwable cause, boolean pastTheEnd) {
        boolean full = Failures.toStoreException(cause).code() == ErrorCode.RESOURCE_EXHAUSTED;
        if (full && dialect.isEndedByFullDisk(append)) {
            return intake.discard().transform(ended -> Future.failedFuture(cause));
        }
        if (cause instanceof Reception.ChecksumMismatch) {
            return keepAndFail(intake, new Refusal(dialect.wrongChecksum()));
        }
        OptionalLong size = intake.upload().spec().size();
        return pastTheEnd && size.isPresent() ? tooMany(intake, size.getAsLong()) : keepAndFail(intake, cause);
    }

    private Future<Outcome> finish(Intake intake, Append append) {
        Upload upload = intake.upload();
        long offset = upload.offset();
        if (!append.completes(offset, upload.spec().size())) {
            return intake.keep().map(kept -> new Outcome(upload.id(), kept, upload.expiresAt(), Optional.empty()));
        }
        OptionalLong size = upload.spec().size();
        if (size.isPresent() && size.getAsLong() != offset) {
            request.response().putHeader("Upload-Offset", Long.toString(offset));
            return keepAndFail(intake, new Refusal(dialect.wrongSize(offset, size.getAsLong())));
        }
        return publish(intake, append)
                .map(published -> new Outcome(upload.id(), offset, upload.expiresAt(), Optional.of(published)));
    }

    private Future<Published> publish(Intake intake, Append append) {
        return context.store()
                .stat(intake.upload().spec().name())
                .map(existing -> true)
                .otherwise(false)
                .compose(replaced -> intake.publish(append.sha256()).map(file -> new Published(file, replaced)));
    }

    private Future<Outcome> tooMany(Intake intake, long size) {
        Refusal refusal = new Refusal(dialect.tooMany(size));
        return dialect.isEndedByTooMany()
                ? intake.discard().transform(ended -> Future.failedFuture(refusal))
                : keepAndFail(intake, refusal);
    }

    private static <T> Future<T> keepAndFail(Intake intake, Throwable cause) {
        return intake.keep().transform(kept -> Future.failedFuture(cause));
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

    private Transfer transfer(FileName name) {
        return context.transfers().begin(Listener.HTTP.label(), Direction.UPLOAD, name, Connections.peer(request));
    }
}
