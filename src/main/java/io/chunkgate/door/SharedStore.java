package io.chunkgate.door;

import io.chunkgate.config.GatewayConfig;
import io.chunkgate.store.FileStore;
import io.chunkgate.store.FileStoreProvider;
import io.chunkgate.store.wrap.LimitedFileStore;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.shareddata.LocalMap;
import io.vertx.core.shareddata.Shareable;

/**
 * The one store behind all doors of a Vert.x that are configured alike: opened by the first that asks, closed when the
 * last gives it back.
 */
final class SharedStore implements Shareable {
    private final LocalMap<String, SharedStore> all;
    private final String key;
    private final Future<FileStore> store;
    private int users;

    private SharedStore(LocalMap<String, SharedStore> all, String key, Future<FileStore> store) {
        this.all = all;
        this.key = key;
        this.store = store;
    }

    /** Each call is answered by one {@link #release}, whether or not the store could be opened. */
    static SharedStore acquire(Vertx vertx, GatewayConfig config) {
        LocalMap<String, SharedStore> all = vertx.sharedData().getLocalMap("chunkgate.stores");
        synchronized (all) {
            String key = key(config);
            SharedStore shared = all.computeIfAbsent(key, k -> new SharedStore(all, k, openStore(vertx, config)));
            shared.users++;
            return shared;
        }
    }

    private static String key(GatewayConfig config) {
        return new JsonArray()
                .add(config.store().toJson())
                .add(config.uploads().toJson())
                .add(config.limits().toJson())
                .encode();
    }

    private static Future<FileStore> openStore(Vertx vertx, GatewayConfig config) {
        return FileStoreProvider.openConfigured(vertx, config)
                .map(store -> new LimitedFileStore(store, config.store().maxOpenFiles()));
    }

    Future<FileStore> store() {
        return store;
    }

    Future<Void> release() {
        synchronized (all) {
            users--;
            if (users > 0) {
                return Future.succeededFuture();
            }
            all.remove(key);
        }
        return store.compose(FileStore::close).otherwiseEmpty();
    }
}
