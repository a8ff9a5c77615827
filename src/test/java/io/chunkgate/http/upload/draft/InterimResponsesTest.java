package io.chunkgate.http.upload.draft;

import static io.chunkgate.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.chunkgate.testkit.RawHttp;
import io.chunkgate.testkit.RawHttp.Reply;
import io.chunkgate.testkit.RawHttp2;
import io.chunkgate.transfer.Transfers;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Interim responses with status 104. */
class InterimResponsesTest extends DraftTestBase {
    private static final String PUT = "PUT /files/a.bin HTTP/1.1\nUpload-Complete: ?1\nContent-Length: 200";
    private static final String VERSION_8 = "\nUpload-Draft-Interop-Version: 8";

    @ParameterizedTest
    @EnumSource
    void creation_getsTheLocation_beforeItsBody(DraftVersion version) throws Exception {
        try (RawHttp connection = connect()) {
            connection.sendHead(
                    PUT.replace("Complete: ?1", version == DraftVersion.V3 ? "Incomplete: ?0" : "Complete: ?1")
                            + "\nUpload-Draft-Interop-Version: " + version.headerValue());
            Reply interim = connection.read();
            assertThat(interim.status()).isEqualTo(104);
            assertThat(interim.header("Upload-Draft-Interop-Version")).isEqualTo(version.headerValue());
            assertThat(interim.header("Location")).startsWith("/uploads/");
            assertThat(interim.header("Upload-Limit") != null).isEqualTo(version.hasLimits());
            assertThat(head(interim.header("Location")).status()).isEqualTo(204);
            assertThat(connection.read().status()).as("taken over").isEqualTo(409);
        }
    }

    @Test
    void interruptedUpload_resumesAtTheLocationOfTheInterimResponse() throws Exception {
        String path;
        try (RawHttp connection = connect()) {
            connection.sendHead(PUT + VERSION_8);
            path = connection.read().header("Location");
            connection.send(bytes(0, 50));
        }
        int offset = Integer.parseInt(head(path).header("Upload-Offset"));
        assertThat(patch(path, offset, true, bytes(offset, 200)).status()).isEqualTo(201);
        assertThat(stored("a.bin")).isEqualTo(bytes(0, 200));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\nUpload-Draft-Interop-Version: 7", "\nUpload-Draft-Interop-Version: x"})
    void clientWithoutAKnownVersion_getsNone(String version) throws Exception {
        try (RawHttp connection = connect()) {
            connection.sendHead(PUT + version);
            connection.send(bytes(0, 200));
            assertThat(connection.read().status()).isEqualTo(201);
        }
    }

    @Test
    void continue_isSentAsWell() throws Exception {
        try (RawHttp connection = connect()) {
            connection.sendHead(PUT + VERSION_8 + "\nExpect: 100-continue");
            assertThat(connection.read().status()).isEqualTo(104);
            assertThat(connection.read().status()).isEqualTo(100);
            connection.send(bytes(0, 200));
            assertThat(connection.read().status()).isEqualTo(201);
        }
    }

    @Test
    void progress_isReported_withoutALocation() throws Exception {
        String path = create("", bytes(0, 100));
        try (RawHttp connection = connect()) {
            connection.sendHead(patchHead(path, 100, true) + VERSION_8 + "\nContent-Length: 100");
            connection.send(bytes(100, 150));
            Reply interim = connection.read();
            assertThat(interim.status()).isEqualTo(104);
            assertThat(interim.header("Upload-Offset")).isEqualTo("150");
            assertThat(interim.header("Upload-Draft-Interop-Version")).isEqualTo("8");
            assertThat(interim.header("Location")).isNull();
            connection.send(bytes(150, 200));
            assertThat(connection.read().status()).isEqualTo(201);
        }
    }

    @Test
    void disconnectedHttp2Client_leavesTheReceivedBytes() throws Exception {
        String path;
        try (RawHttp2 connection = new RawHttp2(port)) {
            connection.sendHead(
                    "PUT", "/files/a.bin", Map.of("upload-complete", "?1", "upload-draft-interop-version", "8"));
            path = connection.read().header("location");
            connection.sendBody(bytes(0, 100), false);
            assertThat(connection.read().header("upload-offset")).isEqualTo("100");
        }
        eventually(() -> "", () -> Transfers.of(vertx).running().isEmpty());
        assertThat(head(path).header("Upload-Offset")).isEqualTo("100");
    }

    @Test
    void http2_hasThemToo() throws Exception {
        try (RawHttp2 connection = new RawHttp2(port)) {
            connection.sendHead(
                    "PUT", "/files/a.bin", Map.of("upload-complete", "?1", "upload-draft-interop-version", "8"));
            Reply interim = connection.read();
            assertThat(interim.status()).isEqualTo(104);
            assertThat(interim.header("location")).startsWith("/uploads/");
            connection.sendBody(bytes(0, 100), false);
            assertThat(connection.read().header("upload-offset")).isEqualTo("100");
            connection.sendBody(bytes(100, 200), true);
            Reply last = connection.read();
            assertThat(last.status()).isEqualTo(201);
            assertThat(last.header("upload-complete")).isEqualTo("?1");
        }
        assertThat(stored("a.bin")).isEqualTo(bytes(0, 200));
    }
}
