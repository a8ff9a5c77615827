package io.chunkgate.http.upload;

import static io.chunkgate.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.chunkgate.http.upload.draft.DraftTestBase;
import io.chunkgate.testkit.RawHttp;
import io.chunkgate.testkit.RawHttp.Reply;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.Test;

/** {@code uploads.minBytesPerSecond} and {@code http.idleTimeoutMs}. */
class SlowUploaderTest extends DraftTestBase {
    @Override
    protected JsonObject configure(JsonObject config) {
        config.getJsonObject("http").put("idleTimeoutMs", 500);
        return config.put("uploads", new JsonObject().put("minBytesPerSecond", 1_000_000));
    }

    @Test
    void slowClient_getsAnError_andItsBytesAreStored() throws Exception {
        String path = create("", bytes(0, 100));
        try (RawHttp connection = connect()) {
            connection.sendHead(patchHead(path, 100, true) + "\nContent-Length: 100000");
            eventually(() -> "no response", () -> hasResponseAfterOneMoreByte(connection));
            Reply response = connection.read();
            assertThat(response.status()).isEqualTo(408);
            assertThat(response.json().getString("detail")).contains("bytes in 500 ms");
            assertThat(Integer.parseInt(response.header("Upload-Offset"))).isGreaterThan(100);
            assertThat(head(path).header("Upload-Offset")).isEqualTo(response.header("Upload-Offset"));
        }
    }

    @Test
    void stalledClient_isDisconnected_andItsBytesAreStored() throws Exception {
        String path = create("", bytes(0, 100));
        try (RawHttp connection = connect()) {
            connection.sendHead(patchHead(path, 100, true) + "\nContent-Length: 900");
            connection.send(bytes(100, 200));
            connection.readRest();
        }
        assertThat(head(path).header("Upload-Offset")).isEqualTo("200");
    }

    private static boolean hasResponseAfterOneMoreByte(RawHttp connection) {
        try {
            connection.send(new byte[1]);
            return connection.hasResponse();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
