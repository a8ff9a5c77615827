package io.chunkgate.store.s3;

import io.chunkgate.config.GatewayConfig;
import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.FileStore;
import io.chunkgate.store.FileStoreProvider;
import io.chunkgate.store.StoreException;
import io.chunkgate.store.s3.client.S3Settings;
import io.vertx.core.Future;
import io.vertx.core.Vertx;

/** {@code store.type} {@code s3}: the bucket of section {@code s3}. */
public final class S3FileStoreProvider implements FileStoreProvider {
    @Override
    public String type() {
        return "s3";
    }

    @Override
    public Future<FileStore> open(Vertx vertx, GatewayConfig config) {
        if (config.s3().bucket().isEmpty()) {
            return Future.failedFuture(StoreException.unexpected(
                    ErrorCode.INVALID_ARGUMENT, "s3.bucket", "''", "the name of a bucket that exists"));
        }
        return S3FileStore.open(vertx, config.s3(), S3Settings.of(config));
    }
}
