package io.chunkgate.server.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.chunkgate.testkit.CheckedVertx;
import io.chunkgate.testkit.Http2Api;
import io.chunkgate.testkit.Listeners;
import io.chunkgate.testkit.RawHttp;
import io.chunkgate.testkit.RawHttp2;
import io.chunkgate.testkit.RawHttp2Stream;
import io.chunkgate.testkit.TestData;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Requests that HTTP/2's limits forbid: each fails alone, and the other streams of its connection continue. */
@ExtendWith(CheckedVertx.class)
class Http2RefusedRequestsTest {
    private static final int MAX_CONCURRENT_STREAMS = 3;
    private static final int MAX_HEADER_LIST_SIZE = 6;
    private static final int LARGE_BYTES = 2_000_003;
    /** Of the client: the download is longer. */
    private static final int WINDOW_BYTES = 1024 * 1024;

    private static final int DEFAULT_HEADER_BYTES = 16 * 1024;

    @TempDir
    Path root;

    private Http2Api api;
    private byte[] large;

    @ParameterizedTest
    @EnumSource(names = {"HTTP", "GRPC"})
    void streamBeyondTheLimit_isRefusedAlone(Http2Api api, Vertx vertx) throws Exception {
        try (RawHttp2 connection = open(api, vertx, new JsonObject())) {
            RawHttp2Stream download = stalledDownload(connection);
            List<RawHttp2Stream> uploads = new ArrayList<>();
            for (long i = connection.setting(MAX_CONCURRENT_STREAMS); i > 1; i--) {
                uploads.add(api.openUpload(connection, "upload" + i));
            }
            RawHttp2Stream refused = api.openUpload(connection, "refused");
            for (int frames = 0; frames < 3; frames++) {
                refused.sendSome(new byte[100], 0, frames == 2);
            }
            connection.await(refused::isOver);
            assertThat(refused.resetCode()).isEqualTo(RawHttp2Stream.REFUSED_STREAM);

            assertEnds(connection, download);
            for (RawHttp2Stream upload : uploads) {
                upload.send(api.uploadBody("file" + upload.id(), new byte[] {1}), true);
                api.assertOk(upload.response());
            }
            assertThat(root.resolve("refused")).doesNotExist();
            assertThat(connection.goAways()).isEmpty();
        }
    }

    static Stream<Arguments> tooLargeHeaders() {
        return Stream.of(Http2Api.HTTP, Http2Api.GRPC)
                .flatMap(api -> Stream.of(17_000, 60_000).map(size -> Arguments.of(api, size)));
    }

    /** With a body behind it, since its frames arrive when the request has failed already. */
    @ParameterizedTest
    @MethodSource("tooLargeHeaders")
    void requestWithTooLargeHeaders_failsAlone(Http2Api api, int headerBytes, Vertx vertx) throws Exception {
        try (RawHttp2 connection = open(api, vertx, new JsonObject())) {
            RawHttp2Stream download = stalledDownload(connection);
            for (int i = 0; i < 3; i++) {
                RawHttp2Stream refused = api.stat(connection, "large", headers(headerBytes));
                api.assertHeadersTooLarge(refused.response());
            }
            api.assertOk(api.stat(connection, "large", headers(1000)).response());
            assertEnds(connection, download);
            assertThat(connection.goAways()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"HTTP", "GRPC"})
    void headersWithinTheDefault_areServed(Http2Api api, Vertx vertx) throws Exception {
        try (RawHttp2 connection = open(api, vertx, new JsonObject())) {
            assertThat(connection.setting(MAX_HEADER_LIST_SIZE)).isEqualTo(DEFAULT_HEADER_BYTES);
            api.assertOk(api.stat(connection, "large", headers(15_000)).response());
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"HTTP", "GRPC"})
    void sizeOfHeaders_isConfigured(Http2Api api, Vertx vertx) throws Exception {
        JsonObject settings = new JsonObject()
                .put(api == Http2Api.HTTP ? "maxHeaderSize" : "maxMetadataSize", 2 * DEFAULT_HEADER_BYTES);
        try (RawHttp2 connection = open(api, vertx, settings)) {
            assertThat(connection.setting(MAX_HEADER_LIST_SIZE)).isEqualTo(2 * DEFAULT_HEADER_BYTES);
            api.assertOk(api.stat(connection, "large", headers(30_000)).response());
            api.assertHeadersTooLarge(
                    api.stat(connection, "large", headers(40_000)).response());
        }
    }

    @Test
    void sizeOfHeaders_isTheSameForHttp1(Vertx vertx) throws Exception {
        open(Http2Api.HTTP, vertx, new JsonObject()).close();
        int port = Listeners.port(vertx, Listener.HTTP);
        String head = "HEAD /files/large HTTP/1.1\nX-Long: ";
        try (RawHttp within = new RawHttp(port)) {
            within.sendHead(head + "x".repeat(15_000));
            assertThat(within.readHead().status()).isEqualTo(200);
        }
        try (RawHttp beyond = new RawHttp(port)) {
            beyond.sendHead(head + "x".repeat(17_000));
            assertThat(beyond.readHead().status()).isEqualTo(431);
        }
    }

    /** @param settings of the server's section */
    private RawHttp2 open(Http2Api api, Vertx vertx, JsonObject settings) throws Exception {
        this.api = api;
        large = TestData.file(root.resolve("large"), LARGE_BYTES);
        JsonObject config = Listeners.config(root);
        config.getJsonObject(api.listener().label()).mergeIn(settings);
        Listeners.open(vertx, api.verticle(), config);
        return new RawHttp2(Listeners.port(vertx, api.listener()), WINDOW_BYTES);
    }

    private RawHttp2Stream stalledDownload(RawHttp2 connection) throws Exception {
        RawHttp2Stream download = api.download(connection, "large").stall();
        connection.await(() -> download.received() > 0);
        return download;
    }

    /** Continues a download to its end, and uploads a file. */
    private void assertEnds(RawHttp2 connection, RawHttp2Stream download) throws Exception {
        download.resume();
        assertThat(api.content(download.response())).isEqualTo(large);
        RawHttp2Stream upload = api.openUpload(connection, "uploaded");
        upload.send(api.uploadBody("uploaded", large), true);
        api.assertOk(upload.response());
        assertThat(Files.readAllBytes(root.resolve("uploaded"))).isEqualTo(large);
    }

    private static Map<String, String> headers(int byteCount) {
        return Map.of("x-long", "x".repeat(byteCount));
    }
}
