package io.chunkgate.doctor;

import io.chunkgate.config.GatewayConfig;
import io.chunkgate.store.FileStore;
import io.chunkgate.store.FileStoreProvider;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A store that is not of this machine, such as a bucket: opening it tries whether it keeps what the gateway rests on. */
final class StoreCheck implements Check {
    private static final int PATIENCE_SECONDS = 60;

    private final Vertx vertx;
    private final GatewayConfig config;

    StoreCheck(Vertx vertx, GatewayConfig config) {
        this.vertx = vertx;
        this.config = config;
    }

    @Override
    public String subject() {
        return "store";
    }

    @Override
    public List<Finding> run() throws TimeoutException {
        FileStore store;
        try {
            store = FileStoreProvider.openConfigured(vertx, config).await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            return List.of(
                    Finding.fail(subject(), "no answer within " + PATIENCE_SECONDS + " s", "one within seconds"));
        } catch (RuntimeException e) {
            return List.of(Finding.fail(subject(), String.valueOf(e.getMessage()), ""));
        }
        store.close().await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        return List.of(Finding.ok(
                subject(),
                "the bucket '" + config.s3().bucket() + "' creates an object once, and replaces"
                        + " it in the version that was looked at"));
    }
}
