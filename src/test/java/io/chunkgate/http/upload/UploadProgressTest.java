package io.chunkgate.http.upload;

import static io.chunkgate.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.chunkgate.http.upload.draft.DraftTestBase;
import io.chunkgate.testkit.RawHttp;
import io.chunkgate.testkit.RawHttp.Reply;
import io.chunkgate.testkit.TestData;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** GET of an upload. */
class UploadProgressTest extends DraftTestBase {
    @Test
    void runningUpload_isDescribed() throws Exception {
        String path = create("Upload-Length: 1000", bytes(0, 100));
        Reply response = request("GET " + path + " HTTP/1.1");
        assertThat(response.header("Content-Type")).isEqualTo("application/json");
        assertThat(response.header("Cache-Control")).isEqualTo("no-store");
        JsonObject json = response.json();
        assertThat(path).endsWith(json.getString("id"));
        assertThat(json.getString("name")).isEqualTo("a.bin");
        assertThat(json.getString("state")).isEqualTo("running");
        assertThat(json.getLong("size")).isEqualTo(1000);
        assertThat(json.getLong("offset")).isEqualTo(100);
        assertThat(json.getLong("durableOffset")).isBetween(0L, 100L);
        assertThat(json.getLong("digestedBytes")).isEqualTo(100);
        assertThat(Instant.parse(json.getString("createdAt"))).isBefore(Instant.parse(json.getString("expiresAt")));
        assertThat(json.getJsonObject("links").getString("upload")).isEqualTo(path);
        assertThat(json.getJsonObject("links").getString("follow")).isEqualTo(path + "?follow");
        assertThat(json.getJsonObject("file")).isNull();
        assertThat(json.getLong("bytesPerSecond")).isNull();
    }

    @Test
    void get_disturbsNeitherWriterNorFollowers_andReportsThem() throws Exception {
        String path = create("Upload-Length: 300", bytes(0, 100));
        try (RawHttp writer = connect();
                RawHttp follower = connect()) {
            follower.sendHead("GET /files/a.bin?follow HTTP/1.1");
            follower.readHead();
            writer.sendHead(patchHead(path, 100, true) + "\nContent-Length: 200");
            writer.send(bytes(100, 200));
            eventually(() -> describe(path), () -> describe(path).getLong("offset") == 200);
            assertThat(describe(path).getLong("followers")).isEqualTo(1);
            assertThat(describe(path).getLong("bytesPerSecond")).isPositive();
            writer.send(bytes(200, 300));
            assertThat(writer.read().status()).isEqualTo(201);
        }
    }

    @Test
    void completeUpload_reportsItsFile() throws Exception {
        String path = create("", bytes(0, 100));
        patch(path, 100, true, NOTHING);
        JsonObject json = describe(path);
        assertThat(json.getString("state")).isEqualTo("complete");
        assertThat(json.getLong("offset")).isEqualTo(100);
        assertThat(json.getLong("durableOffset")).isEqualTo(100);
        assertThat(json.getLong("digestedBytes")).isEqualTo(100);
        JsonObject file = json.getJsonObject("file");
        assertThat(file.getString("url")).isEqualTo("/files/a.bin");
        assertThat(file.getString("sha256")).isEqualTo(TestData.sha256(bytes(0, 100)));
        assertThat(file.getString("etag")).isEqualTo("\"" + file.getString("sha256") + "\"");
    }

    private JsonObject describe(String path) {
        try {
            return request("GET " + path + " HTTP/1.1").json();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
