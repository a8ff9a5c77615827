package io.chunkgate.store.s3;

import static io.chunkgate.testkit.Eventually.eventually;

import io.chunkgate.config.GatewayConfig;
import io.chunkgate.io.MemoryBudget;
import io.chunkgate.store.FileStore;
import io.chunkgate.store.FileStoreContract;
import io.chunkgate.store.s3.client.S3Settings;
import io.chunkgate.testkit.S3Server;
import io.vertx.core.Vertx;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;

/** The contract, on a real server. */
@Tag("slow")
class S3FileStoreTest extends FileStoreContract {
    @Override
    protected FileStore createStore(Vertx vertx) {
        return await(S3FileStore.open(vertx, S3Server.shared().newBucket(), S3Settings.of(GatewayConfig.defaults())));
    }

    @AfterEach
    void noMemoryIsInUse(Vertx vertx) {
        MemoryBudget memory = MemoryBudget.of(vertx);
        eventually(memory::held, () -> memory.held() == 0);
    }
}
