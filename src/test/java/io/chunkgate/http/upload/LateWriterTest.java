package io.chunkgate.http.upload;

import static io.chunkgate.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.chunkgate.server.net.Listener;
import io.chunkgate.testkit.CheckedVertx;
import io.chunkgate.testkit.Listeners;
import io.chunkgate.testkit.RawHttp;
import io.chunkgate.testkit.RawHttp.Reply;
import io.chunkgate.testkit.TestData;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A writer that loses its upload to another request while its client is there gets an answer. */
@ExtendWith(CheckedVertx.class)
class LateWriterTest {
    private static final byte[] BYTES = TestData.bytes(1000);
    private static final String TUS = "\nTus-Resumable: 1.0.0\nContent-Type: application/offset+octet-stream";
    private static final String DRAFT = "\nUpload-Complete: ?1\nContent-Type: application/partial-upload";

    @TempDir
    private Path root;

    @ParameterizedTest
    @ValueSource(strings = {TUS, DRAFT})
    void lostUpload_isReportedToItsWriter_andCompletedByAnother(String headers, Vertx vertx) throws Exception {
        Listeners.open(vertx, "io.chunkgate.http.HttpServerVerticle", Listeners.config(root));
        int port = Listeners.port(vertx, Listener.HTTP);
        String path = RawHttp.request(
                        port, "POST /uploads HTTP/1.1" + TUS + "\nUpload-Metadata: filename Zg==\nUpload-Length: 1000")
                .header("Location");
        String patch = "PATCH " + path + " HTTP/1.1" + headers + "\nUpload-Offset: ";
        try (RawHttp late = new RawHttp(port)) {
            late.sendHead(patch + "0\nContent-Length: 1000");
            late.send(Arrays.copyOf(BYTES, 100));
            eventually(() -> "no bytes", () -> stored(port, path) == 100);

            assertThat(head(port, path, headers).header("Upload-Offset")).isEqualTo("100");
            Reply lost = late.read();
            assertThat(lost.status()).as(lost.text()).isEqualTo(409);
            assertThat(lost.json().getString("code")).isEqualTo("ABORTED");
            assertThat(lost.header("Upload-Offset")).isEqualTo("0");
        }
        assertThat(RawHttp.request(port, patch + 100, Arrays.copyOfRange(BYTES, 100, 1000))
                        .status())
                .isLessThan(300);
        assertThat(root.resolve("f")).hasBinaryContent(BYTES);
    }

    private static Reply head(int port, String path, String headers) throws IOException {
        try (RawHttp connection = new RawHttp(port)) {
            connection.sendHead("HEAD " + path + " HTTP/1.1" + (headers.equals(TUS) ? "\nTus-Resumable: 1.0.0" : ""));
            return connection.readHead();
        }
    }

    private static long stored(int port, String path) {
        try {
            return RawHttp.request(port, "GET " + path + " HTTP/1.1").json().getLong("offset");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
