package io.chunkgate.http.change;

import io.chunkgate.http.exchange.Problem;
import io.chunkgate.http.exchange.ProblemException;
import io.chunkgate.http.exchange.UnexpectedBody;
import io.chunkgate.server.net.IdleTimeoutSuppressor;
import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.FileName;
import io.chunkgate.store.FileStore;
import io.chunkgate.store.StoreException;
import io.chunkgate.transfer.copy.EntryKind;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;

/** What all changes of names have in common. */
public final class Changes {
    private Changes() {}

    /** Sends the error response for a failed change. */
    public static void refuse(HttpServerRequest request, Throwable cause) {
        Problem problem = cause instanceof ProblemException refusal ? refusal.problem() : Problem.ofWrite(cause);
        problem.send(request);
    }

    /** Responds to a deletion when it is done. */
    static void respond(HttpServerRequest request, Future<Void> deletion) {
        IdleTimeoutSuppressor.until(request, deletion);
        deletion.onSuccess(deleted -> request.response().setStatusCode(204).end())
                .onFailure(cause -> refuse(request, cause));
    }

    /**
     * Requires that the folder of a new name exists, where the namespace does not create it.
     *
     * @return fails with {@code FAILED_PRECONDITION}
     */
    public static Future<Void> requireParent(FileStore store, Namespace namespace, FileName name) {
        if (namespace.createsFolders()) {
            return Future.succeededFuture();
        }
        return EntryKind.ofFolder(store, name.folder())
                .compose(kind -> kind == EntryKind.NONE
                        ? Future.failedFuture(StoreException.unexpected(
                                ErrorCode.FAILED_PRECONDITION, "folder", "'" + name.folder() + "'", "an existing one"))
                        : Future.succeededFuture());
    }

    /**
     * Requires that the request has no body, whose bytes would be ignored.
     *
     * @throws ProblemException 415
     */
    public static void requireNoBody(HttpServerRequest request) {
        if (UnexpectedBody.isIn(request)) {
            throw new ProblemException(new Problem(
                    415,
                    ErrorCode.INVALID_ARGUMENT,
                    "body: some bytes (expected: none with " + request.method() + ")"));
        }
    }
}
