package io.chunkgate.cluster;

import io.chunkgate.config.GatewayConfig;
import io.vertx.core.json.JsonObject;

/** The same of a store that all nodes have in common. */
class CommonStoreContractTest extends FederatedStoreContractTest {
    @Override
    GatewayConfig config() {
        JsonObject cluster = new JsonObject().put("enabled", true).put("sharedStore", true);
        return GatewayConfig.from(new JsonObject().put("cluster", cluster));
    }
}
