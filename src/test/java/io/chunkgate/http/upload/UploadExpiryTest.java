package io.chunkgate.http.upload;

import static io.chunkgate.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.chunkgate.http.upload.draft.DraftTestBase;
import io.chunkgate.testkit.RawHttp;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.Test;

/** {@code uploads.expireAfterMs}. */
class UploadExpiryTest extends DraftTestBase {
    @Override
    protected JsonObject configure(JsonObject config) {
        return config.put("uploads", new JsonObject().put("expireAfterMs", 1500));
    }

    @Test
    void idleUpload_expires_forEveryProtocol() throws Exception {
        String path = create("", bytes(0, 100));
        eventually(() -> status(path), () -> status(path) == 410);
        assertThat(head(path).status()).isEqualTo(410);
        assertThat(requestHead("HEAD " + path + " HTTP/1.1\nTus-Resumable: 1.0.0")
                        .status())
                .isEqualTo(410);
        assertThat(patch(path, 100, true, NOTHING).status()).isEqualTo(410);
        assertThat(request("DELETE " + path + " HTTP/1.1").status()).isEqualTo(410);
        assertThat(exists("a.bin")).isFalse();
    }

    @Test
    void followerOfAnExpiredUpload_isDisconnected() throws Exception {
        create("Upload-Length: 300", bytes(0, 100));
        try (RawHttp follower = connect()) {
            follower.sendHead("GET /files/a.bin?follow HTTP/1.1");
            follower.readHead();
            assertThat(follower.readRest()).hasSize(100);
        }
    }

    private int status(String path) {
        try {
            return request("GET " + path + " HTTP/1.1").status();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
