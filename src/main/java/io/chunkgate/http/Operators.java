package io.chunkgate.http;

import io.chunkgate.door.DoorContext;
import io.chunkgate.store.FolderName;
import io.chunkgate.store.ListQuery;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;

/** Who may look at the gateway and not only at files: whoever may list the root. */
final class Operators {
    private Operators() {}

    /**
     * Fails with {@code PERMISSION_DENIED} for other clients.
     *
     * @throws io.chunkgate.store.StoreException for a client that is not admitted
     */
    static Future<?> require(DoorContext context, HttpServerRequest request) {
        return Clients.admit(context, request).own().list(FolderName.ROOT, ListQuery.existence());
    }
}
