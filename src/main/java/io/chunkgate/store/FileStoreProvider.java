package io.chunkgate.store;

import io.chunkgate.config.GatewayConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ServiceLoader;

/** Opens stores of one type; found by {@link ServiceLoader}, so that a type is added without a change elsewhere. */
public interface FileStoreProvider {
    /** The value of {@code store.type} that selects this provider. */
    String type();

    /** Opens the configured store. The caller closes it. */
    Future<FileStore> open(Vertx vertx, GatewayConfig config);

    /** Opens the store of the configured type; fails with {@code INVALID_ARGUMENT} when no provider has that type. */
    static Future<FileStore> openConfigured(Vertx vertx, GatewayConfig config) {
        String type = config.store().type();
        return ServiceLoader.load(FileStoreProvider.class, FileStoreProvider.class.getClassLoader()).stream()
                .map(ServiceLoader.Provider::get)
                .filter(provider -> provider.type().equals(type))
                .findFirst()
                .map(provider -> provider.open(vertx, config))
                .orElseGet(() -> Future.failedFuture(StoreException.unexpected(
                        ErrorCode.INVALID_ARGUMENT,
                        "store.type",
                        "'" + type + "'",
                        "the type of a store on the class path")));
    }
}
