package io.chunkgate.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.chunkgate.server.net.Listener;
import io.chunkgate.store.FileStore;
import io.chunkgate.testkit.CheckedVertx;
import io.chunkgate.testkit.Listeners;
import io.chunkgate.testkit.ProvidedStore;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A TCP server over a folder, with settings of its own in each test. */
@ExtendWith(CheckedVertx.class)
abstract class TcpServerTestBase {
    static final String SERVER = "io.chunkgate.tcp.TcpServerVerticle";

    @TempDir
    Path root;

    Vertx vertx;
    JsonObject config;

    @BeforeEach
    void prepare(Vertx vertx) {
        this.vertx = vertx;
        config = Listeners.config(root);
        config.getJsonObject("tcp").put("downloadPort", 0);
    }

    /** Puts a value into section {@code tcp}. */
    final TcpServerTestBase set(String key, Object value) {
        config.getJsonObject("tcp").put(key, value);
        return this;
    }

    final void useStore(FileStore store) {
        config.put("store", ProvidedStore.section(store));
    }

    /** Deploys the server and returns its deployment id. */
    final String open() throws Exception {
        return Listeners.open(vertx, SERVER, config);
    }

    final TcpClient connect() throws IOException {
        return TcpClient.connect(Listeners.port(vertx, Listener.TCP));
    }

    /** The files that the store has published. */
    final List<Path> published() throws IOException {
        return filesBelow(root).stream()
                .filter(file -> !file.startsWith(ownFolder()))
                .toList();
    }

    final void assertNothingStored() throws IOException {
        assertThat(filesBelow(root)).isSubsetOf(List.of(ownFolder().resolve("id")));
    }

    private Path ownFolder() {
        return root.resolve(".chunkgate");
    }

    private static List<Path> filesBelow(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).toList();
        }
    }
}
