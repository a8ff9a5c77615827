package io.chunkgate.cli;

import io.chunkgate.client.GatewayAccess;
import io.chunkgate.client.GatewayClient;
import io.chunkgate.client.GatewayUrl;
import io.chunkgate.client.resume.TransferListener;
import io.chunkgate.client.resume.TransferOptions;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.util.concurrent.TimeUnit;

/** A client and its Vert.x instance, for one command. */
final class ClientSession implements AutoCloseable {
    private static final int CLOSING_SECONDS = 5;

    private final Vertx vertx;
    private final GatewayClient client;

    private ClientSession(Vertx vertx, GatewayClient client) {
        this.vertx = vertx;
        this.client = client;
    }

    static ClientSession open(GatewayUrl url, GatewayAccess access) {
        Vertx vertx = Vertx.vertx(new VertxOptions()
                .setPreferNativeTransport(true)
                .setEventLoopPoolSize(1)
                // Reading standard input may block for a long time.
                .setMaxWorkerExecuteTimeUnit(TimeUnit.DAYS)
                .setMaxWorkerExecuteTime(1)
                .setFileSystemOptions(new FileSystemOptions()
                        .setClassPathResolvingEnabled(false)
                        .setFileCachingEnabled(false)));
        return new ClientSession(vertx, GatewayClient.of(vertx, url, access));
    }

    GatewayClient client() {
        return client;
    }

    TransferOptions options(int maxFailures, TransferListener listener) {
        return new TransferOptions(vertx, client, maxFailures, listener);
    }

    @Override
    public void close() {
        try {
            client.close().eventually(vertx::close).await(CLOSING_SECONDS, TimeUnit.SECONDS);
        } catch (Exception alreadyGone) {
            // The process ends anyway.
        }
    }
}
