package io.chunkgate.http.upload;

import static java.nio.charset.StandardCharsets.US_ASCII;
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
import io.chunkgate.testkit.RawHttp.Reply;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A client that reads nothing before it has sent its whole body gets the refusal, however early that was sent. */
@ExtendWith(CheckedVertx.class)
class RefusedBodyTest {
    /** More than the buffers of both sides take. */
    private static final int CHUNKS = 20 * 16;

    private static final int CHUNK_BYTES = 64 * 1024;

    @TempDir
    private Path root;

    private int port;

    /** The store refuses without delay, so that the response is sent while the bytes are being received. */
    @BeforeEach
    void open(Vertx vertx) throws Exception {
        FaultyStore store = new FaultyStore(new MemoryFileStore())
                .beforeWrite(offset -> offset < CHUNK_BYTES
                        ? Future.succeededFuture()
                        : Future.failedFuture(StoreException.unexpected(
                                ErrorCode.OUT_OF_RANGE, "end of the bytes", offset, "at most " + CHUNK_BYTES)));
        Listeners.open(
                vertx,
                "io.chunkgate.http.HttpServerVerticle",
                Listeners.config(root).put("store", ProvidedStore.section(store)));
        port = Listeners.port(vertx, Listener.HTTP);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PUT /files/file HTTP/1.1\nTransfer-Encoding: chunked",
                "PUT /files/file HTTP/1.1\nUpload-Complete: ?1\nTransfer-Encoding: chunked",
                "POST /uploads HTTP/1.1\nTus-Resumable: 1.0.0\nUpload-Length: 99999999\nTransfer-Encoding: chunked"
                        + "\nContent-Type: application/offset+octet-stream\nUpload-Metadata: filename Zg==",
            })
    void chunkedBody_isReadToItsEnd(String head) throws Exception {
        byte[] chunk = ("10000\r\n" + "x".repeat(CHUNK_BYTES) + "\r\n").getBytes(US_ASCII);
        try (RawHttp connection = new RawHttp(port)) {
            connection.sendHead(head);
            for (int i = 0; i < CHUNKS; i++) {
                connection.send(chunk);
            }
            connection.send("0\r\n\r\n".getBytes(US_ASCII));
            assertRefused(connection);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PUT /files/file HTTP/1.1",
                "POST /files/ HTTP/1.1\nContent-Type: multipart/form-data; boundary=b",
            })
    void bodyWithALength_isReadToItsEnd(String head) throws Exception {
        byte[] part = "--b\r\nContent-Disposition: form-data; name=\"f\"; filename=\"f\"\r\n\r\n".getBytes(US_ASCII);
        byte[] block = "x".repeat(CHUNK_BYTES).getBytes(US_ASCII);
        try (RawHttp connection = new RawHttp(port)) {
            connection.sendHead(head + "\nContent-Length: " + (part.length + CHUNKS * CHUNK_BYTES));
            connection.send(part);
            for (int i = 0; i < CHUNKS; i++) {
                connection.send(block);
            }
            assertRefused(connection);
        }
    }

    private static void assertRefused(RawHttp connection) throws Exception {
        Reply reply = connection.read();
        while (reply.status() < 200) {
            reply = connection.read();
        }
        assertThat(reply.status()).as(reply.text()).isEqualTo(413);
    }
}
