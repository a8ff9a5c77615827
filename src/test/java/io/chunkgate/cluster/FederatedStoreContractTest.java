package io.chunkgate.cluster;

import io.chunkgate.config.GatewayConfig;
import io.chunkgate.store.FileStore;
import io.chunkgate.store.FileStoreContract;
import io.chunkgate.store.local.LocalFileStore;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;

/** A store in a cluster of one node is a store like any other. */
class FederatedStoreContractTest extends FileStoreContract {
    @TempDir
    private Path root;

    @Override
    protected FileStore createStore(Vertx vertx) {
        FileStore local = await(LocalFileStore.open(vertx, root));
        return await(Cluster.join(vertx, config(), local, List::of)).store();
    }

    GatewayConfig config() {
        return GatewayConfig.from(new JsonObject().put("cluster", new JsonObject().put("enabled", true)));
    }
}
