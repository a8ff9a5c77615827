package io.chunkgate.http.upload;

import io.chunkgate.config.GatewayConfig;
import io.chunkgate.server.net.Listener;
import io.chunkgate.store.FileStore;
import io.chunkgate.store.FileStoreProvider;
import io.chunkgate.testkit.CheckedVertx;
import io.chunkgate.testkit.FaultyStore;
import io.chunkgate.testkit.Listeners;
import io.chunkgate.testkit.ProvidedStore;
import io.chunkgate.testkit.RawHttp;
import io.chunkgate.testkit.RawHttp.Reply;
import io.chunkgate.testkit.TestData;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The HTTP server with a local store in which tests inject faults. */
@ExtendWith(CheckedVertx.class)
public abstract class UploadTestBase {
    public static final byte[] NOTHING = new byte[0];

    @TempDir
    private Path folder;

    public Vertx vertx;
    public FileStore store;
    public FaultyStore faults;
    public int port;

    @BeforeEach
    void openServer(Vertx vertx) throws Exception {
        this.vertx = vertx;
        JsonObject config = configure(Listeners.config(folder));
        store = FileStoreProvider.openConfigured(vertx, GatewayConfig.from(config))
                .await(20, TimeUnit.SECONDS);
        faults = new FaultyStore(store);
        Listeners.open(
                vertx, "io.chunkgate.http.HttpServerVerticle", config.put("store", ProvidedStore.section(faults)));
        port = Listeners.port(vertx, Listener.HTTP);
    }

    /** For tests that need another configuration. */
    protected JsonObject configure(JsonObject config) {
        return config;
    }

    public Reply request(String head) throws IOException {
        return RawHttp.request(port, head);
    }

    public Reply request(String head, byte[] body) throws IOException {
        return RawHttp.request(port, head, body);
    }

    /** Sends a HEAD request; the response has a length and no body. */
    public Reply requestHead(String head) throws IOException {
        try (RawHttp connection = new RawHttp(port)) {
            connection.sendHead(head);
            return connection.readHead();
        }
    }

    public RawHttp connect() throws IOException {
        return new RawHttp(port);
    }

    public Path folder() {
        return folder;
    }

    /** The published bytes of a name. */
    public byte[] stored(String name) throws IOException {
        return Files.readAllBytes(folder.resolve(name));
    }

    public boolean exists(String name) {
        return Files.exists(folder.resolve(name));
    }

    /** Publishes a file by hand. */
    public void put(String name, int size) {
        TestData.file(folder.resolve(name), size);
    }
}
