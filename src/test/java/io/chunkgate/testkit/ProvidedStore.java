package io.chunkgate.testkit;

import io.chunkgate.config.GatewayConfig;
import io.chunkgate.store.FileStore;
import io.chunkgate.store.FileStoreProvider;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** Lets the servers of a test use a store that the test created. */
public final class ProvidedStore implements FileStoreProvider {
    private static final Map<String, FileStore> STORES = new ConcurrentHashMap<>();

    /** The section {@code store} of a configuration that selects this store. */
    public static JsonObject section(FileStore store) {
        String key = UUID.randomUUID().toString();
        STORES.put(key, store);
        return new JsonObject().put("type", "provided").put("root", key);
    }

    @Override
    public String type() {
        return "provided";
    }

    @Override
    public Future<FileStore> open(Vertx vertx, GatewayConfig config) {
        return Future.succeededFuture(STORES.get(config.store().root()));
    }
}
