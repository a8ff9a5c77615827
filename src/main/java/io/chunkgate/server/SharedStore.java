package io.chunkgate.server;

import io.chunkgate.access.Usages;
import io.chunkgate.cluster.Cluster;
import io.chunkgate.config.GatewayConfig;
import io.chunkgate.io.internal.VertxInternals;
import io.chunkgate.server.health.CachedCheck;
import io.chunkgate.server.health.ServerHealth;
import io.chunkgate.server.net.SharedResource;
import io.chunkgate.store.FileStore;
import io.chunkgate.store.FileStoreProvider;
import io.chunkgate.store.limit.LimitedFileStore;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import java.util.Optional;

/**
 * The store that all servers of a Vert.x with the same configuration share.
 *
 * @param store   what clients see
 * @param cluster the cluster that this node is a member of, if it is one
 * @param usages  bytes used in the store, for quotas
 * @param health  checks the store
 */
record SharedStore(FileStore store, Optional<Cluster> cluster, Usages usages, CachedCheck health) {
    private static SharedStore of(Vertx vertx, GatewayConfig config, FileStore store, Optional<Cluster> cluster) {
        long timeoutMillis = config.server().healthTimeoutMs();
        FileStore caught = new FaultCatchingStore(store);
        return new SharedStore(caught, cluster, new Usages(caught), ServerHealth.of(vertx, caught, timeoutMillis));
    }

    /** Opens the store for the first user, closes it after the last one. The future fails when it cannot be opened. */
    static SharedResource<Future<SharedStore>> acquire(Vertx vertx, GatewayConfig config) {
        return SharedResource.acquire(
                vertx, "stores", key(config), () -> openOutside(vertx, config), opened -> opened.compose(
                                SharedStore::close)
                        .otherwiseEmpty());
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

    /** Opens the store on a context of no verticle, so that its timers and consumers outlive the first server. */
    private static Future<SharedStore> openOutside(Vertx vertx, GatewayConfig config) {
        Promise<SharedStore> opened = Promise.promise();
        VertxInternals.createEventLoopContext(vertx)
                .runOnContext(v -> open(vertx, config).onComplete(opened));
        return opened.future();
    }

    private static Future<SharedStore> open(Vertx vertx, GatewayConfig config) {
        return FileStoreProvider.openConfigured(vertx, config)
                .map(store -> new LimitedFileStore(store, config.store().maxOpenFiles()))
                .compose(store -> config.cluster().enabled()
                        ? join(vertx, config, store)
                        : Future.succeededFuture(of(vertx, config, store, Optional.empty())));
    }

    private static Future<SharedStore> join(Vertx vertx, GatewayConfig config, FileStore store) {
        return Cluster.join(vertx, config, store, () -> Endpoints.of(vertx).advertised(config))
                .map(cluster -> of(vertx, config, cluster.store(), Optional.of(cluster)))
                .recover(cause -> store.close().transform(closed -> Future.failedFuture(cause)));
    }

    private Future<Void> close() {
        return cluster.<Future<?>>map(Cluster::leave)
                .orElseGet(Future::succeededFuture)
                .transform(left -> store.close());
    }
}
