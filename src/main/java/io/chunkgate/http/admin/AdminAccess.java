package io.chunkgate.http.admin;

import io.chunkgate.server.Client;
import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.FolderName;
import io.chunkgate.store.ListQuery;
import io.chunkgate.store.StoreException;
import io.vertx.core.Future;

/** Access to metrics, transfers and the cluster: for clients that may list the root folder. */
final class AdminAccess {
    private AdminAccess() {}

    /**
     * Fails with {@code PERMISSION_DENIED} for other clients. The permission is checked before the backend is queried, so an
     * unavailable backend does not deny access.
     */
    static Future<Void> require(Client client) {
        return StoreException.emptyOn(
                        client.store().list(FolderName.ROOT, ListQuery.existence()), ErrorCode.UNAVAILABLE)
                .mapEmpty();
    }
}
