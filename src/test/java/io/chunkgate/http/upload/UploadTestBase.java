package io.chunkgate.http.upload;

import io.chunkgate.config.GatewayConfig;
import io.chunkgate.door.Listener;
import io.chunkgate.store.FileStore;
import io.chunkgate.store.FileStoreProvider;
import io.chunkgate.testing.CheckedVertx;
import io.chunkgate.testing.Doors;
import io.chunkgate.testing.FaultyStore;
import io.chunkgate.testing.GivenStore;
import io.chunkgate.testing.RawHttp;
import io.chunkgate.testing.RawHttp.Answer;
import io.chunkgate.testing.TestData;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The real door before a local store that can be told to fail. */
@ExtendWith(CheckedVertx.class)
abstract class UploadTestBase {
    static final byte[] NOTHING = new byte[0];

    @TempDir
    private Path folder;

    Vertx vertx;
    FileStore store;
    FaultyStore faults;
    int port;

    @BeforeEach
    void openDoor(Vertx vertx) throws Exception {
        this.vertx = vertx;
        JsonObject config = configure(Doors.config(folder));
        store = FileStoreProvider.openConfigured(vertx, GatewayConfig.from(config))
                .await(20, TimeUnit.SECONDS);
        faults = new FaultyStore(store);
        Doors.open(vertx, "io.chunkgate.http.HttpDoor", config.put("store", GivenStore.section(faults)));
        port = Doors.port(vertx, Listener.HTTP);
    }

    /** For tests that need another configuration. */
    JsonObject configure(JsonObject config) {
        return config;
    }

    Answer ask(String head) throws IOException {
        return RawHttp.ask(port, head);
    }

    Answer ask(String head, byte[] body) throws IOException {
        return RawHttp.ask(port, head, body);
    }

    /** An answer to HEAD, which has a length and no body. */
    Answer askHead(String head) throws IOException {
        try (RawHttp connection = new RawHttp(port)) {
            connection.sendHead(head);
            return connection.readHead();
        }
    }

    RawHttp connect() throws IOException {
        return new RawHttp(port);
    }

    Path folder() {
        return folder;
    }

    /** What is published under the name. */
    byte[] stored(String name) throws IOException {
        return Files.readAllBytes(folder.resolve(name));
    }

    boolean exists(String name) {
        return Files.exists(folder.resolve(name));
    }

    /** Publishes a file by hand. */
    void put(String name, int size) {
        TestData.file(folder.resolve(name), size);
    }
}
