package io.chunkgate.server;

import io.chunkgate.access.Usages;
import io.chunkgate.cluster.Cluster;
import io.chunkgate.config.GatewayConfig;
import io.chunkgate.store.FileStore;
import io.chunkgate.store.FileStoreProvider;
import io.chunkgate.store.limit.LimitedFileStore;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.json.JsonArray;
import io.vertx.core.shareddata.LocalMap;
import io.vertx.core.shareddata.Shareable;
import java.util.Optional;

/**
 * The one store behind all doors of a Vert.x that are configured alike: opened by the first that asks, closed when the
 * last gives it back.
 */
final class SharedStore implements Shareable {
    /**
     * What the doors work with.
     *
     * @param store   what clients see
     * @param cluster of which this node is a part, if it is
     * @param usages  of the store, for quotas
     */
    record Stores(FileStore store, Optional<Cluster> cluster, Usages usages) {
        static Stores alone(FileStore store) {
            return new Stores(store, Optional.empty(), new Usages(store));
        }

        static Stores of(Cluster cluster) {
            return new Stores(cluster.store(), Optional.of(cluster), new Usages(cluster.store()));
        }
    }

    private final LocalMap<String, SharedStore> map;
    private final String key;
    private final Future<Stores> stores;
    private int users;

    private SharedStore(LocalMap<String, SharedStore> map, String key, Future<Stores> stores) {
        this.map = map;
        this.key = key;
        this.stores = stores;
    }

    /** Each call is answered by one {@link #release}, whether or not the store could be opened. */
    static SharedStore acquire(Vertx vertx, GatewayConfig config) {
        LocalMap<String, SharedStore> map = vertx.sharedData().getLocalMap("chunkgate.stores");
        synchronized (map) {
            String key = key(config);
            SharedStore shared = map.computeIfAbsent(key, k -> new SharedStore(map, k, openOutside(vertx, config)));
            shared.users++;
            return shared;
        }
    }

    private static String key(GatewayConfig config) {
        return new JsonArray()
                .add(config.store().toJson())
                .add(config.s3().toJson())
                .add(config.uploads().toJson())
                .add(config.limits().toJson())
                .add(config.cluster().toJson())
                .encode();
    }

    /** On a context of no verticle: what a store opens or listens to lives on when the first door is closed. */
    private static Future<Stores> openOutside(Vertx vertx, GatewayConfig config) {
        Promise<Stores> opened = Promise.promise();
        ((VertxInternal) vertx).createEventLoopContext().runOnContext(v -> open(vertx, config)
                .onComplete(opened));
        return opened.future();
    }

    private static Future<Stores> open(Vertx vertx, GatewayConfig config) {
        return FileStoreProvider.openConfigured(vertx, config)
                .map(store -> new LimitedFileStore(store, config.store().maxOpenFiles()))
                .compose(store -> config.cluster().enabled()
                        ? join(vertx, config, store)
                        : Future.succeededFuture(Stores.alone(store)));
    }

    private static Future<Stores> join(Vertx vertx, GatewayConfig config, FileStore store) {
        return Cluster.join(vertx, config, store, () -> Endpoints.of(vertx).advertised(config))
                .map(Stores::of)
                .recover(cause -> store.close().transform(closed -> Future.failedFuture(cause)));
    }

    Future<Stores> stores() {
        return stores;
    }

    Future<Void> release() {
        synchronized (map) {
            users--;
            if (users > 0) {
                return Future.succeededFuture();
            }
            map.remove(key);
        }
        return stores.compose(SharedStore::close).otherwiseEmpty();
    }

    private static Future<Void> close(Stores stores) {
        return stores.cluster()
                .<Future<?>>map(Cluster::leave)
                .orElseGet(Future::succeededFuture)
                .transform(left -> stores.store().close());
    }
}
