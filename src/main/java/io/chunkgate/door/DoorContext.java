package io.chunkgate.door;

import io.chunkgate.cluster.Cluster;
import io.chunkgate.config.GatewayConfig;
import io.chunkgate.store.FileStore;
import io.chunkgate.transfer.Transfers;
import io.vertx.core.Vertx;
import java.util.Optional;

/**
 * What a door works with.
 *
 * @param vertx     the user's
 * @param config    the whole configuration; a door reads its own section and the shared ones
 * @param store     shared, not to be closed by the door
 * @param own       this node's part of it; the same where there is no cluster
 * @param cluster   of which this node is a part, if it is
 * @param transfers where running transfers are registered
 * @param underway  what this instance of the door does with the store; it is done before the store is given back
 */
public record DoorContext(
        Vertx vertx,
        GatewayConfig config,
        FileStore store,
        FileStore own,
        Optional<Cluster> cluster,
        Transfers transfers,
        Underway underway) {
    /** For what another node asks: of this node's store alone. */
    public DoorContext ownOnly() {
        return new DoorContext(vertx, config, own, own, cluster, transfers, underway);
    }
}
