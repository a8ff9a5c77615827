package io.chunkgate.store.local;

import io.chunkgate.config.GatewayConfig;
import io.chunkgate.store.FileStore;
import io.chunkgate.store.FileStoreProvider;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;

/** {@code store.type} {@code local}: the folder {@code store.root}. */
public final class LocalFileStoreProvider implements FileStoreProvider {
    @Override
    public String type() {
        return "local";
    }

    @Override
    public Future<FileStore> open(Vertx vertx, GatewayConfig config) {
        return LocalFileStore.open(
                vertx, Path.of(config.store().root()), config.store().id(), UploadSettings.of(config));
    }
}
