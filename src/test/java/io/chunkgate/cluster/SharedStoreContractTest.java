package io.chunkgate.cluster;

import io.chunkgate.config.GatewayConfig;
import io.chunkgate.store.FileStore;
import io.chunkgate.store.FileStoreContract;
import io.chunkgate.store.FileStoreProvider;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;

/** The decorator of a shared store fulfils the contract of stores. */
class SharedStoreContractTest extends FileStoreContract {
    @TempDir
    private Path root;

    @Override
    protected FileStore createStore(Vertx vertx) {
        GatewayConfig config = GatewayConfig.from(new JsonObject()
                .put("store", new JsonObject().put("root", root.toString()))
                .put("cluster", new JsonObject().put("enabled", true).put("sharedStore", true)));
        FileStore shared = await(FileStoreProvider.openConfigured(vertx, config));
        return await(Cluster.join(vertx, config, shared, List::of, 1)).store();
    }
}
