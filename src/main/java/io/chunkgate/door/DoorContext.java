package io.chunkgate.door;

import io.chunkgate.access.Access;
import io.chunkgate.access.Credentials;
import io.chunkgate.access.Grant;
import io.chunkgate.access.GuardedStore;
import io.chunkgate.config.GatewayConfig;
import io.chunkgate.store.FileStore;
import io.chunkgate.tls.ServerTls;
import io.chunkgate.transfer.Transfers;
import io.vertx.core.Vertx;

/**
 * What a door works with; from the moment that a client is known, what it works with for that client.
 *
 * @param vertx     the user's
 * @param config    the whole configuration; a door reads its own section and the shared ones
 * @param store     shared, not to be closed by the door; of a client, what it may see and do of it
 * @param access    who clients are
 * @param tls       how servers encrypt
 * @param transfers where running transfers are registered
 * @param underway  what this instance of the door does with the store; it is done before the store is given back
 */
public record DoorContext(
        Vertx vertx,
        GatewayConfig config,
        FileStore store,
        Access access,
        ServerTls tls,
        Transfers transfers,
        Underway underway) {
    /**
     * The context of one client; this one where everybody may do everything.
     *
     * @throws io.chunkgate.store.StoreException {@code UNAUTHENTICATED}
     */
    public DoorContext admit(Credentials shown) {
        return access.isOpen() ? this : as(access.admit(shown));
    }

    /** The context of a client whom the configuration names; this one where everybody may do everything. */
    public DoorContext asPrincipal(String principal) {
        return access.isOpen() ? this : as(access.ofPrincipal(principal));
    }

    private DoorContext as(Grant grant) {
        return new DoorContext(vertx, config, new GuardedStore(store, grant), access, tls, transfers, underway);
    }
}
