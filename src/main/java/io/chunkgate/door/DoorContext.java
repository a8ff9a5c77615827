package io.chunkgate.door;

import io.chunkgate.access.Access;
import io.chunkgate.access.Credentials;
import io.chunkgate.access.Grant;
import io.chunkgate.access.GuardedStore;
import io.chunkgate.cluster.Cluster;
import io.chunkgate.config.GatewayConfig;
import io.chunkgate.store.FileName;
import io.chunkgate.store.FileStore;
import io.chunkgate.tls.ServerTls;
import io.chunkgate.transfer.Caller;
import io.chunkgate.transfer.Direction;
import io.chunkgate.transfer.Party;
import io.chunkgate.transfer.Transfer;
import io.chunkgate.transfer.Transfers;
import io.vertx.core.Vertx;
import java.util.Optional;

/**
 * What a door works with; from the moment that a client is known, what it works with for that client.
 *
 * @param vertx     the user's
 * @param config    the whole configuration; a door reads its own section and the shared ones
 * @param store     shared, not to be closed by the door; of a client, what it may see and do of it
 * @param own       this node's part of it, likewise; the same where there is no cluster
 * @param cluster   of which this node is a part, if it is
 * @param access    who clients are
 * @param tls       how servers encrypt
 * @param transfers where running transfers are registered
 * @param principal who the client showed to be
 * @param underway  what this instance of the door does with the store; it is done before the store is given back
 */
public record DoorContext(
        Vertx vertx,
        GatewayConfig config,
        FileStore store,
        FileStore own,
        Optional<Cluster> cluster,
        Access access,
        ServerTls tls,
        Transfers transfers,
        String principal,
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

    /** Whether the client may read a file of that name, if there is one. */
    public boolean mayRead(FileName name) {
        return !(store instanceof GuardedStore guarded) || guarded.allowsReading(name);
    }

    /** For what another node asks: of this node's store alone. */
    public DoorContext ownOnly() {
        return with(own, own, principal);
    }

    /**
     * Registers a transfer of this client; the download or upload that it is handed to ends it.
     *
     * @param peer the client's address as {@code host:port}
     */
    public Transfer begin(Listener listener, Direction direction, FileName name, String peer) {
        return begin(listener, direction, name, Caller.silent(peer));
    }

    /** As {@link #begin(Listener, Direction, FileName, String)}, with all that the client says of itself. */
    public Transfer begin(Listener listener, Direction direction, FileName name, Caller caller) {
        return transfers.begin(new Party(listener.label(), caller.peer(), principal), caller, direction, name);
    }

    private DoorContext as(Grant grant) {
        return with(new GuardedStore(store, grant), new GuardedStore(own, grant), grant.principal());
    }

    private DoorContext with(FileStore store, FileStore own, String principal) {
        return new DoorContext(vertx, config, store, own, cluster, access, tls, transfers, principal, underway);
    }
}
