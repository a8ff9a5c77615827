package io.chunkgate.http.upload;

import static org.assertj.core.api.Assertions.assertThat;

import io.chunkgate.config.GatewayConfig;
import io.chunkgate.http.upload.draft.DraftTestBase;
import io.chunkgate.http.upload.draft.DraftVersion;
import io.chunkgate.http.upload.protocol.UploadPath;
import io.chunkgate.store.FileStore;
import io.chunkgate.store.FileStoreProvider;
import io.chunkgate.store.UploadId;
import io.chunkgate.testkit.Listeners;
import io.chunkgate.testkit.RawHttp;
import io.chunkgate.testkit.RawHttp2;
import io.chunkgate.transfer.Transfers;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Running uploads when the gateway stops. */
class UploadShutdownTest extends DraftTestBase {
    private final Promise<Void> disk = Promise.promise();
    private final Promise<Void> reached = Promise.promise();

    @Override
    protected JsonObject configure(JsonObject config) {
        return config.put("server", new JsonObject().put("drainTimeoutMs", 2000));
    }

    @Test
    void runningUpload_isStored_beforeTheStoreCloses() throws Exception {
        String path = create("", bytes(0, 100));
        makeTheDiskSlow();
        try (RawHttp connection = connect()) {
            connection.sendHead(patchHead(path, 100, true) + "\nContent-Length: 900");
            connection.send(bytes(100, 300));
            assertStoredOnASlowDisk(path, connection::isEnded);
        }
    }

    @Test
    void runningUploadOverHttp2_isStored() throws Exception {
        String path = create("", bytes(0, 100));
        makeTheDiskSlow();
        try (RawHttp2 connection = new RawHttp2(port)) {
            connection.sendHead(
                    "PATCH",
                    path,
                    Map.of("upload-complete", "?1", "upload-offset", "100", "content-type", DraftVersion.MEDIA_TYPE));
            connection.sendBody(bytes(100, 300), false);
            assertStoredOnASlowDisk(path, connection::isEnded);
        }
    }

    @Test
    void uploadThatEndsInTime_isPublished() throws Exception {
        String path = create("", bytes(0, 100));
        makeTheDiskSlow();
        try (RawHttp connection = connect()) {
            connection.sendHead(patchHead(path, 100, true) + "\nContent-Length: 200");
            connection.send(bytes(100, 300));
            reached.future().await(20, TimeUnit.SECONDS);
            Future<?> stopped = stopServer();
            disk.complete();
            stopped.await(20, TimeUnit.SECONDS);
        }
        assertThat(stored("a.bin")).isEqualTo(bytes(0, 300));
    }

    private void makeTheDiskSlow() {
        faults.beforeWrite(offset -> {
            reached.tryComplete();
            return disk.future();
        });
    }

    private interface Waiting {
        boolean isEnded();
    }

    private void assertStoredOnASlowDisk(String path, Waiting client) throws Exception {
        reached.future().await(20, TimeUnit.SECONDS);
        Future<?> stopped = stopServer();
        assertThat(client.isEnded()).isTrue();
        assertThat(faults.isClosed()).isFalse();
        disk.complete();
        stopped.await(20, TimeUnit.SECONDS);
        assertThat(faults.isClosed()).isTrue();
        assertThat(Transfers.of(vertx).running()).isEmpty();
        assertThat(offsetOnDisk(path)).isEqualTo(300);
    }

    private Future<?> stopServer() {
        return Future.all(vertx.deploymentIDs().stream().map(vertx::undeploy).toList());
    }

    private long offsetOnDisk(String path) throws Exception {
        FileStore reopened = FileStoreProvider.openConfigured(vertx, GatewayConfig.from(Listeners.config(folder())))
                .await(20, TimeUnit.SECONDS);
        UploadId id = new UploadId(path.substring(UploadPath.PREFIX.length()));
        long offset = reopened.upload(id).await(20, TimeUnit.SECONDS).offset();
        reopened.close().await(20, TimeUnit.SECONDS);
        return offset;
    }
}
