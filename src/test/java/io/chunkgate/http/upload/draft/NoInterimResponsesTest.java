package io.chunkgate.http.upload.draft;

import static org.assertj.core.api.Assertions.assertThat;

import io.chunkgate.testkit.RawHttp;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

/** {@code http.interimResponses} switched off, for proxies that mishandle them. */
class NoInterimResponsesTest extends DraftTestBase {
    @Override
    protected JsonObject configure(JsonObject config) {
        config.getJsonObject("http").put("interimResponses", false);
        return config;
    }

    @Test
    void uploadWorks_withoutThem() throws Exception {
        try (RawHttp connection = connect()) {
            connection.sendHead("PUT /files/a.bin HTTP/1.1\nUpload-Complete: ?1\nUpload-Draft-Interop-Version: 8\n"
                    + "Content-Length: 100");
            connection.send(bytes(0, 100));
            assertThat(connection.read().status()).isEqualTo(201);
        }
    }
}
