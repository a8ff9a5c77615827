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

/** Puts a store that a test made behind the doors that it opens. */
public final class GivenStore implements FileStoreProvider {
    private static final Map<String, FileStore> GIVEN = new ConcurrentHashMap<>();

    /** The section {@code store} of a configuration with this store. */
    public static JsonObject section(FileStore store) {
        String key = UUID.randomUUID().toString();
        GIVEN.put(key, store);
        return new JsonObject().put("type", "given").put("root", key);
    }

    @Override
    public String type() {
        return "given";
    }

    @Override
    public Future<FileStore> open(Vertx vertx, GatewayConfig config) {
        return Future.succeededFuture(GIVEN.get(config.store().root()));
    }
}
