package io.chunkgate.http.download;

import static org.assertj.core.api.Assertions.assertThat;

import io.chunkgate.server.net.Listener;
import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.StoreException;
import io.chunkgate.store.memory.MemoryFileStore;
import io.chunkgate.testkit.CheckedVertx;
import io.chunkgate.testkit.FaultyStore;
import io.chunkgate.testkit.Listeners;
import io.chunkgate.testkit.ProvidedStore;
import io.chunkgate.testkit.RawHttp;
import io.chunkgate.testkit.TestData;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A download that fails after its response has begun. */
@ExtendWith(CheckedVertx.class)
class AbortedDownloadTest {
    private static final int BYTES = 100;

    @TempDir
    private Path root;

    @Test
    void downloadThatFailsAtItsFirstRead_hasAHead_andEndsBeforeItsLastByte(Vertx vertx) throws Exception {
        FaultyStore store = new FaultyStore(new MemoryFileStore())
                .beforeRead(position -> Future.failedFuture(new StoreException(ErrorCode.DATA_LOSS, "lost")));
        Listeners.open(
                vertx,
                "io.chunkgate.http.HttpServerVerticle",
                Listeners.config(root).put("store", ProvidedStore.section(store)));
        int port = Listeners.port(vertx, Listener.HTTP);
        RawHttp.request(port, "PUT /files/file HTTP/1.1", TestData.bytes(BYTES));
        try (RawHttp connection = new RawHttp(port)) {
            connection.sendHead("GET /files/file HTTP/1.1");
            RawHttp.Reply head = connection.readHead();
            assertThat(head.status()).isEqualTo(200);
            assertThat(head.header("Content-Length")).isEqualTo(Integer.toString(BYTES));
            assertThat(connection.readRest()).isEmpty();
        }
    }
}
