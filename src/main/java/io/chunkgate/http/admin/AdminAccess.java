package io.chunkgate.http.admin;

import io.chunkgate.http.exchange.ClientAuthenticator;
import io.chunkgate.server.ServerContext;
import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.FolderName;
import io.chunkgate.store.ListQuery;
import io.chunkgate.store.StoreException;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;

/** Who may look at the gateway and not only at files: whoever may list the root. */
final class AdminAccess {
    private AdminAccess() {}

    /**
     * Fails with {@code PERMISSION_DENIED} for other clients. Who may is known before the store is asked, so that a store
     * that is away hides nothing.
     *
     * @throws StoreException for a client that is not admitted
     */
    static Future<Void> require(ServerContext context, HttpServerRequest request) {
        return ClientAuthenticator.admit(context, request)
                .store()
                .list(FolderName.ROOT, ListQuery.existence())
                .<Void>mapEmpty()
                .recover(cause -> isAway(cause) ? Future.succeededFuture() : Future.failedFuture(cause));
    }

    private static boolean isAway(Throwable cause) {
        return cause instanceof StoreException refusal && refusal.code() == ErrorCode.UNAVAILABLE;
    }
}
