package io.chunkgate.http.upload;

import static org.assertj.core.api.Assertions.assertThat;

import io.chunkgate.testkit.TestData;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code limits.minFreeSpace}, on a disk that has less. */
class FullDiskTest extends UploadTestBase {
    @Override
    protected JsonObject configure(JsonObject config) {
        return config.put("limits", new JsonObject().put("minFreeSpace", Long.MAX_VALUE));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PUT /files/a.bin HTTP/1.1",
                "PUT /files/a.bin HTTP/1.1\nUpload-Complete: ?0",
                "POST /uploads HTTP/1.1\nTus-Resumable: 1.0.0\nUpload-Length: 10\n"
                        + "Content-Type: application/offset+octet-stream"
            })
    void uploadsAreRefused_andDownloadsResume(String head) throws Exception {
        put("there.bin", 50);
        assertThat(request(head, TestData.bytes(10)).status()).isEqualTo(507);
        assertThat(exists("a.bin")).isFalse();
        assertThat(request("GET /files/there.bin HTTP/1.1").body()).isEqualTo(TestData.bytes(50));
    }
}
