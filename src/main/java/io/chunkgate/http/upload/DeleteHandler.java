package io.chunkgate.http.upload;

import io.chunkgate.http.exchange.Problem;
import io.chunkgate.http.upload.protocol.ProblemException;
import io.chunkgate.http.upload.protocol.TargetConditions;
import io.chunkgate.server.ServerContext;
import io.chunkgate.store.FileName;
import io.chunkgate.transfer.Failures;
import io.vertx.core.http.HttpServerRequest;

/** DELETE of a file: 204, 404, 409 for a folder. */
final class DeleteHandler {
    private final ServerContext context;

    DeleteHandler(ServerContext context) {
        this.context = context;
    }

    void handle(HttpServerRequest request, FileName name) {
        TargetConditions.check(request, context.store(), name)
                .compose(condition -> context.store().delete(name, condition))
                .onSuccess(deleted -> request.response().setStatusCode(204).end())
                .onFailure(cause -> refuse(request, cause));
    }

    private static void refuse(HttpServerRequest request, Throwable cause) {
        Problem problem = cause instanceof ProblemException refusal
                ? refusal.problem()
                : Problem.ofWrite(Failures.toStoreException(cause));
        problem.send(request);
    }
}
