package io.chunkgate.door;

import io.chunkgate.config.GatewayConfig;
import io.chunkgate.store.FileStore;
import io.chunkgate.transfer.Transfers;
import io.vertx.core.Vertx;

/**
 * What a door works with.
 *
 * @param vertx     the user's
 * @param config    the whole configuration; a door reads its own section and the shared ones
 * @param store     shared, not to be closed by the door
 * @param transfers where running transfers are registered
 * @param underway  what this instance of the door does with the store; it is done before the store is given back
 */
public record DoorContext(Vertx vertx, GatewayConfig config, FileStore store, Transfers transfers, Underway underway) {}
