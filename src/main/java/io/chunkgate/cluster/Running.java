package io.chunkgate.cluster;

import io.chunkgate.transfer.TransferJson;
import io.chunkgate.transfer.Transfers;
import io.vertx.core.json.JsonObject;

/** The transfers of this node, for the others to show. */
record Running(Transfers transfers) {
    /** A message between nodes is to stay small. */
    private static final int MAX_SHOWN = 200;

    JsonObject toJson() {
        return TransferJson.of(transfers.running(), MAX_SHOWN);
    }
}
