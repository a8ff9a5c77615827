package io.chunkgate.http.upload;

import static io.chunkgate.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chunkgate.http.message.ReprDigest;
import io.chunkgate.http.upload.draft.DraftTestBase;
import io.chunkgate.testkit.Descriptors;
import io.chunkgate.testkit.HttpProbe;
import io.chunkgate.testkit.RawHttp;
import io.chunkgate.testkit.RawHttp.Reply;
import io.chunkgate.testkit.TestData;
import io.chunkgate.transfer.Direction;
import io.chunkgate.transfer.Transfers;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** GET with {@code ?follow}. */
class FollowDownloadTest extends DraftTestBase {
    private static final int IDLE_MILLIS = 500;

    /** Collects a body and the way it ends. */
    private record Follower(HttpClientResponse head, Buffer received, Future<Void> end) {}

    @Override
    protected JsonObject configure(JsonObject config) {
        config.getJsonObject("http").put("idleTimeoutMs", IDLE_MILLIS);
        return config;
    }

    @ParameterizedTest
    @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
    void unknownSize_comesAsItIsStored_andEndsWithTheUpload(HttpVersion version) throws Exception {
        String path = create("", bytes(0, 100));
        Follower follower = follow(version, "/files/a.bin?follow", Map.of());
        assertThat(follower.head().statusCode()).isEqualTo(200);
        assertThat(follower.head().getHeader("Content-Length")).isNull();
        assertThat(follower.head().getHeader("Cache-Control")).isEqualTo("no-store");
        assertThat(follower.head().getHeader("ETag")).isNull();
        eventually(follower::received, () -> follower.received().length() == 100);
        patch(path, 100, false, bytes(100, 300));
        eventually(follower::received, () -> follower.received().length() == 300);
        assertThat(follower.end().isComplete()).isFalse();
        patch(path, 300, true, bytes(300, 1000));
        follower.end().await(20, TimeUnit.SECONDS);
        assertThat(follower.received().getBytes()).isEqualTo(bytes(0, 1000));
        String sha256 = TestData.sha256(bytes(0, 1000));
        assertThat(follower.head().trailers().get("Repr-Digest")).isEqualTo(ReprDigest.format(sha256));
        assertThat(follower.head().trailers().get("ETag")).isEqualTo("\"" + sha256 + "\"");
    }

    @ParameterizedTest
    @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
    void knownSize_isAnnounced_andTheLastBytesWaitForTheCommit(HttpVersion version) throws Exception {
        String path = create("Upload-Length: 300", bytes(0, 100));
        Follower follower = follow(version, "/files/a.bin?follow", Map.of());
        assertThat(follower.head().getHeader("Content-Length")).isEqualTo("300");
        eventually(follower::received, () -> follower.received().length() == 100);
        patch(path, 100, false, bytes(100, 300));
        assertThat(follower.received().length()).isEqualTo(100);
        patch(path, 300, true, NOTHING);
        follower.end().await(20, TimeUnit.SECONDS);
        assertThat(follower.received().getBytes()).isEqualTo(bytes(0, 300));
    }

    @ParameterizedTest
    @CsvSource({"HTTP_1_1, ''", "HTTP_1_1, Upload-Length: 300", "HTTP_2, ''", "HTTP_2, Upload-Length: 300"})
    void discardedUpload_abortsTheResponse(HttpVersion version, String length) throws Exception {
        String path = create(length, bytes(0, 100));
        Follower follower = follow(version, "/files/a.bin?follow", Map.of());
        eventually(follower::received, () -> follower.received().length() == 100);
        request("DELETE " + path + " HTTP/1.1");
        assertThatThrownBy(() -> follower.end().await(20, TimeUnit.SECONDS)).isNotNull();
        assertThat(follower.received().length()).isEqualTo(100);
    }

    @ParameterizedTest
    @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
    void interruptedUpload_isWaitedFor_beyondTheIdleTimeout(HttpVersion version) throws Exception {
        String path = create("Upload-Length: 300", bytes(0, 100));
        Follower follower = follow(version, "/files/a.bin?follow", Map.of());
        try (RawHttp uploader = connect()) {
            uploader.sendHead(patchHead(path, 100, true) + "\nContent-Length: 200");
            uploader.send(bytes(100, 200));
            eventually(follower::received, () -> follower.received().length() == 200);
        }
        vertx.timer(4 * IDLE_MILLIS, TimeUnit.MILLISECONDS).await(20, TimeUnit.SECONDS);
        assertThat(follower.end().isComplete()).isFalse();
        patch(path, 200, true, bytes(200, 300));
        follower.end().await(20, TimeUnit.SECONDS);
        assertThat(follower.received().getBytes()).isEqualTo(bytes(0, 300));
    }

    @Test
    void idleConnection_isStillClosed() throws Exception {
        String path = create("", bytes(0, 100));
        try (RawHttp connection = connect()) {
            connection.sendHead("GET /files/a.bin?follow HTTP/1.1");
            connection.readHead();
            patch(path, 100, true, NOTHING);
            assertThat(connection.readRest()).endsWith("\r\n\r\n");
        }
    }

    @Test
    void runningUpload_isPreferredToAnOlderFile_onlyWithFollow() throws Exception {
        put("a.bin", 50);
        String path = create("", bytes(0, 100));
        Follower follower = follow(HttpVersion.HTTP_1_1, "/files/a.bin?follow", Map.of());
        eventually(follower::received, () -> follower.received().length() == 100);
        assertThat(request("GET /files/a.bin HTTP/1.1").body()).isEqualTo(TestData.bytes(50));
        patch(path, 100, true, NOTHING);
        follower.end().await(20, TimeUnit.SECONDS);
        assertThat(follower.received().getBytes()).isEqualTo(bytes(0, 100));
    }

    @Test
    void withoutAByte_theFollowerGetsTheFileThatAnotherUploadPublishes() throws Exception {
        create("", NOTHING);
        Follower follower = follow(HttpVersion.HTTP_1_1, "/files/a.bin?follow", Map.of());
        Reply put = request("PUT /files/a.bin HTTP/1.1", bytes(0, 300));
        follower.end().await(20, TimeUnit.SECONDS);
        assertThat(follower.received().getBytes()).isEqualTo(bytes(0, 300));
        assertThat(follower.head().getTrailer("ETag")).isEqualTo(put.header("ETag"));
    }

    @Test
    void withoutAnUpload_thePublishedFileIsSent() throws Exception {
        put("a.bin", 50);
        Reply response = request("GET /files/a.bin?follow HTTP/1.1");
        assertThat(response.header("Content-Length")).isEqualTo("50");
        assertThat(response.header("ETag")).isNotNull();
        assertThat(response.body()).isEqualTo(TestData.bytes(50));
        assertThat(request("GET /files/a.bin?follow HTTP/1.1\nRange: bytes=10-19")
                        .status())
                .isEqualTo(206);
        assertThat(request("GET /files/missing?follow HTTP/1.1").status()).isEqualTo(404);
    }

    @Test
    void uploadIsFollowedById_andItsFileSentWhenItIsComplete() throws Exception {
        String path = create("", bytes(0, 100));
        Follower follower = follow(HttpVersion.HTTP_1_1, path + "?follow", Map.of());
        eventually(follower::received, () -> follower.received().length() == 100);
        patch(path, 100, true, NOTHING);
        follower.end().await(20, TimeUnit.SECONDS);
        assertThat(request("GET " + path + "?follow HTTP/1.1").body()).isEqualTo(bytes(0, 100));
        assertThat(request("GET /uploads/00000000000000000000000000000000?follow HTTP/1.1")
                        .status())
                .isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''                 | bytes=50-                  | bytes 50-9007199254740991/* | 50 | 300",
                "''                 | bytes=200-9007199254740991 | bytes 200-9007199254740991/* | 200 | 300",
                "''                 | bytes=20-219               | bytes 20-219/*  | 20  | 220",
                "''                 | bytes=20-400               | bytes 20-400/*  | 20  | 300",
                "Upload-Length: 300 | bytes=50-                  | bytes 50-299/300 | 50 | 300",
                "Upload-Length: 300 | bytes=200-9007199254740991 | bytes 200-299/300 | 200 | 300",
                "Upload-Length: 300 | bytes=-20                  | bytes 280-299/300 | 280 | 300"
            })
    void range_startsAtItsFirstByte(String length, String range, String contentRange, int from, int to)
            throws Exception {
        String path = create(length, bytes(0, 100));
        Follower follower = follow(HttpVersion.HTTP_1_1, "/files/a.bin?follow", Map.of("Range", range));
        assertThat(follower.head().statusCode()).isEqualTo(206);
        assertThat(follower.head().getHeader("Content-Range")).isEqualTo(contentRange);
        patch(path, 100, true, bytes(100, 300));
        follower.end().await(20, TimeUnit.SECONDS);
        assertThat(follower.received().getBytes()).isEqualTo(bytes(from, to));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''                 | Range: bytes=-20",
                "''                 | Range: bytes=0-1,5-6",
                "''                 | Range: bytes=1-5\\nIf-Range: \"a\"",
                "Upload-Length: 100 | Range: bytes=0-1,5-6"
            })
    void unsupportedRange_isIgnored(String length, String headers) throws Exception {
        String path = create(length, bytes(0, 100));
        try (RawHttp follower = connect()) {
            follower.sendHead("GET /files/a.bin?follow HTTP/1.1\n" + headers.replace("\\n", "\n"));
            assertThat(follower.readHead().status()).isEqualTo(200);
            patch(path, 100, true, NOTHING);
        }
    }

    @Test
    void rangeBeyondAnAnnouncedSize_isUnsatisfiable() throws Exception {
        create("Upload-Length: 300", bytes(0, 100));
        Reply response = request("GET /files/a.bin?follow HTTP/1.1\nRange: bytes=300-");
        assertThat(response.status()).isEqualTo(416);
        assertThat(response.header("Content-Range")).isEqualTo("bytes */300");
    }

    @Test
    void rangeBeyondTheFinalSize_isAborted() throws Exception {
        String path = create("", bytes(0, 100));
        Follower follower = follow(HttpVersion.HTTP_1_1, "/files/a.bin?follow", Map.of("Range", "bytes=500-"));
        patch(path, 100, true, NOTHING);
        assertThatThrownBy(() -> follower.end().await(20, TimeUnit.SECONDS)).isNotNull();
    }

    @Test
    void chunkQuery_countsFromTheStart() throws Exception {
        String path = create("", bytes(0, 100));
        Follower follower = follow(HttpVersion.HTTP_1_1, "/files/a.bin?follow&start_at=2&chunk_size=60", Map.of());
        assertThat(follower.head().getHeader("X-Chunk-Number")).isEqualTo("2");
        assertThat(follower.head().getHeader("X-Chunk-Size")).isEqualTo("60");
        patch(path, 100, true, bytes(100, 300));
        follower.end().await(20, TimeUnit.SECONDS);
        assertThat(follower.received().getBytes()).isEqualTo(bytes(120, 300));
    }

    @ParameterizedTest
    @CsvSource({"'', ", "Upload-Length: 300, 300"})
    void head_reportsWhatAGetWould(String length, String contentLength) throws Exception {
        create(length, bytes(0, 100));
        Reply response = requestHead("HEAD /files/a.bin?follow HTTP/1.1");
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.header("Content-Length")).isEqualTo(contentLength);
        assertThat(response.header("Cache-Control")).isEqualTo("no-store");
    }

    @Test
    void http10Client_isRefused_withoutASize() throws Exception {
        create("", bytes(0, 100));
        assertThat(request("GET /files/a.bin?follow HTTP/1.0").status()).isEqualTo(505);
    }

    @Test
    void manyFollowers_shareOneFile_andAreCounted() throws Exception {
        String path = create("", bytes(0, 100));
        List<Follower> followers = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            followers.add(follow(HttpVersion.HTTP_1_1, "/files/a.bin?follow", Map.of()));
        }
        assertThat(Transfers.of(vertx).running()).hasSize(20).allSatisfy(transfer -> assertThat(transfer.direction())
                .isEqualTo(Direction.FOLLOW));
        assertThat(Descriptors.openBelow(folder())).hasSize(1);
        patch(path, 100, true, bytes(100, 300));
        for (Follower follower : followers) {
            follower.end().await(20, TimeUnit.SECONDS);
            assertThat(follower.received().getBytes()).isEqualTo(bytes(0, 300));
        }
    }

    @Test
    void disconnectedFollower_isRemoved() throws Exception {
        create("", bytes(0, 100));
        try (RawHttp follower = connect()) {
            follower.sendHead("GET /files/a.bin?follow HTTP/1.1");
            follower.readHead();
            assertThat(Transfers.of(vertx).running()).hasSize(1);
        }
        eventually(() -> "", () -> Transfers.of(vertx).running().isEmpty());
    }

    @Test
    void stalledFollower_doesNotSlowTheUpload() throws Exception {
        byte[] bytes = TestData.bytes(20_000_000);
        String path = create("", NOTHING);
        try (RawHttp follower = connect()) {
            follower.sendHead("GET /files/a.bin?follow HTTP/1.1");
            follower.readHead();
            assertThat(patch(path, 0, true, bytes).status()).isEqualTo(201);
            eventually(() -> "", () -> Transfers.of(vertx).running().isEmpty());
        }
        assertThat(stored("a.bin")).isEqualTo(bytes);
    }

    private Follower follow(HttpVersion version, String path, Map<String, String> headers) throws Exception {
        HttpProbe probe = HttpProbe.of(vertx);
        Buffer received = Buffer.buffer();
        return probe.request(probe.client(version), HttpMethod.GET, path, headers)
                .map(head -> {
                    head.handler(received::appendBuffer);
                    Future<Void> end = head.end();
                    head.resume();
                    return new Follower(head, received, end);
                })
                .await(20, TimeUnit.SECONDS);
    }
}
