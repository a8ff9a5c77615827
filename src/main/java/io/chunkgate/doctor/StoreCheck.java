package io.chunkgate.doctor;

import io.chunkgate.config.GatewayConfig;
import io.chunkgate.store.FileStore;
import io.chunkgate.store.FileStoreProvider;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Checks a remote store, such as a bucket: opening it tests the guarantees that the gateway needs. */
final class StoreCheck {
    static final String SUBJECT = "store";
    private static final int TIMEOUT_SECONDS = 60;

    private StoreCheck() {}

    static List<Finding> run(Vertx vertx, GatewayConfig config) throws TimeoutException {
        FileStore store;
        try {
            store = FileStoreProvider.openConfigured(vertx, config).await(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            return List.of(
                    Finding.fail(SUBJECT, "no response within " + TIMEOUT_SECONDS + " s", "a response within seconds"));
        } catch (RuntimeException e) {
            return List.of(Finding.fail(SUBJECT, String.valueOf(e.getMessage()), ""));
        }
        store.close().await(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        return List.of(Finding.ok(
                SUBJECT,
                "the bucket '" + config.s3().bucket() + "' supports conditional creation and"
                        + " replacement of objects"));
    }
}
