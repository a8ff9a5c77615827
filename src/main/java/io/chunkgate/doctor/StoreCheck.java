package io.chunkgate.doctor;

import io.chunkgate.config.GatewayConfig;
import io.chunkgate.store.FileStore;
import io.chunkgate.store.FileStoreProvider;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Checks a remote store, such as a bucket: opening it tests the guarantees that the gateway needs. */
final class StoreCheck extends Check {
    private static final int TIMEOUT_SECONDS = 60;

    private final Vertx vertx;
    private final GatewayConfig config;

    StoreCheck(Vertx vertx, GatewayConfig config) {
        super("store");
        this.vertx = vertx;
        this.config = config;
    }

    @Override
    List<Finding> run() throws TimeoutException {
        FileStore store;
        try {
            store = FileStoreProvider.openConfigured(vertx, config).await(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            return List.of(fail("no response within " + TIMEOUT_SECONDS + " s", "a response within seconds"));
        } catch (RuntimeException e) {
            return List.of(fail(String.valueOf(e.getMessage()), ""));
        }
        store.close().await(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        return List.of(ok("the bucket '" + config.s3().bucket() + "' supports conditional creation and"
                + " replacement of objects"));
    }
}
