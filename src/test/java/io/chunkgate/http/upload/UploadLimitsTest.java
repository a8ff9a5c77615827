package io.chunkgate.http.upload;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.chunkgate.http.upload.draft.DraftTestBase;
import io.chunkgate.testkit.RawHttp;
import io.chunkgate.testkit.RawHttp.Reply;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code limits.maxFileSize} and {@code uploads.maxOpen} for every upload protocol. */
class UploadLimitsTest extends DraftTestBase {
    @Override
    protected JsonObject configure(JsonObject config) {
        return config.put("limits", new JsonObject().put("maxFileSize", 500))
                .put("uploads", new JsonObject().put("maxOpen", 2));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PUT /files/a.bin HTTP/1.1",
                "PUT /files/a.bin HTTP/1.1\nContent-Range: bytes 0-500/501",
                "PUT /files/a.bin HTTP/1.1\nUpload-Complete: ?1",
                "PUT /files/a.bin HTTP/1.1\nUpload-Complete: ?0\nUpload-Length: 501",
                "POST /uploads HTTP/1.1\nTus-Resumable: 1.0.0\nUpload-Length: 501\n"
                        + "Content-Type: application/offset+octet-stream"
            })
    void announcedSizeBeyondTheLargest_isTooLarge(String head) throws Exception {
        assertThat(request(head, bytes(0, 501)).status()).isEqualTo(413);
        assertThat(exists("a.bin")).isFalse();
    }

    @Test
    void bodyOfUnknownLength_isRefused_onceItIsTooLarge() throws Exception {
        try (RawHttp connection = connect()) {
            connection.sendHead("PUT /files/a.bin HTTP/1.1\nUpload-Complete: ?1\nTransfer-Encoding: chunked");
            connection.send("1f5\r\n".getBytes(US_ASCII));
            connection.send(bytes(0, 501));
            Reply response = connection.read();
            assertThat(response.status()).isEqualTo(413);
            assertThat(response.header("Upload-Limit")).isEqualTo("min-size=0, max-size=500");
        }
        assertThat(exists("a.bin")).isFalse();
    }

    @Test
    void largestFile_isTaken() throws Exception {
        assertThat(request("PUT /files/a.bin HTTP/1.1", bytes(0, 500)).status()).isEqualTo(201);
    }

    @Test
    void unfinishedUploads_areBounded() throws Exception {
        String first = create("", bytes(0, 10));
        create("", bytes(0, 10));
        Reply response = request("PUT /files/b.bin HTTP/1.1", bytes(0, 10));
        assertThat(response.status()).isEqualTo(507);
        assertThat(response.json().getString("detail")).startsWith("unfinished uploads: 2");
        patch(first, 10, true, NOTHING);
        assertThat(request("PUT /files/b.bin HTTP/1.1", bytes(0, 10)).status()).isEqualTo(201);
    }
}
