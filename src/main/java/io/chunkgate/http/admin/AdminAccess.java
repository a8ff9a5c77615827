package io.chunkgate.http.admin;

import io.chunkgate.http.exchange.ClientAuthenticator;
import io.chunkgate.server.ServerContext;
import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.FolderName;
import io.chunkgate.store.ListQuery;
import io.chunkgate.store.StoreException;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;

/** Access to metrics, transfers and the cluster: for clients that may list the root folder. */
final class AdminAccess {
    private AdminAccess() {}

    /**
     * Fails with {@code PERMISSION_DENIED} for other clients. The permission is checked before the backend is queried, so an
     * unavailable backend does not deny access.
     *
     * @throws StoreException for a client that is not admitted
     */
    static Future<Void> require(ServerContext context, HttpServerRequest request) {
        return ClientAuthenticator.admit(context, request)
                .store()
                .list(FolderName.ROOT, ListQuery.existence())
                .<Void>mapEmpty()
                .recover(cause -> isUnavailable(cause) ? Future.succeededFuture() : Future.failedFuture(cause));
    }

    private static boolean isUnavailable(Throwable cause) {
        return cause instanceof StoreException refusal && refusal.code() == ErrorCode.UNAVAILABLE;
    }
}
