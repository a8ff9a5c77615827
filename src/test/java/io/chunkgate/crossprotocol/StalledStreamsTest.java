package io.chunkgate.crossprotocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.chunkgate.testkit.Certificates;
import io.chunkgate.testkit.CheckedVertx;
import io.chunkgate.testkit.ErrorLog;
import io.chunkgate.testkit.Http2Api;
import io.chunkgate.testkit.Listeners;
import io.chunkgate.testkit.RawHttp2;
import io.chunkgate.testkit.RawHttp2Stream;
import io.chunkgate.testkit.TestData;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Streams of one HTTP/2 connection that cannot progress, because the client does not read them or because of their rate. The
 * connection's own window is as small as a client may make it, and is always returned.
 */
@ExtendWith(CheckedVertx.class)
class StalledStreamsTest {
    private static final int KIBIBYTE = 1024;
    /** More than the gateway reads ahead of a client. */
    private static final int BEYOND_THE_WINDOW = 600_007;

    /** More than the buffers of both sockets. */
    private static final int BEYOND_THE_SOCKET = 16 * KIBIBYTE * KIBIBYTE;

    private static final int HELD_BYTES = 4 * KIBIBYTE * KIBIBYTE;

    private enum Transport {
        HTTP(Http2Api.HTTP, false),
        HTTPS(Http2Api.HTTP, true),
        GET_FILE(Http2Api.GRPC_DEMO, false),
        READ(Http2Api.GRPC, false);

        private final Http2Api api;
        private final boolean tls;

        Transport(Http2Api api, boolean tls) {
            this.api = api;
            this.tls = tls;
        }
    }

    @TempDir
    Path root;

    @TempDir
    Path conf;

    private Vertx vertx;
    private Transport transport;
    private Http2Api api;

    @BeforeEach
    void use(Vertx vertx) {
        this.vertx = vertx;
    }

    static Stream<Arguments> stalledDownloads() {
        return Arrays.stream(Transport.values())
                .flatMap(transport -> Stream.of(16, 64, 1024).flatMap(kibibytes -> Stream.of(1, 3, 20)
                        .map(count -> Arguments.of(transport, kibibytes * KIBIBYTE, count))));
    }

    @ParameterizedTest(name = "{0}, window {1}, {2} stalled")
    @MethodSource("stalledDownloads")
    void besideStalledDownloads_otherRequestsFinish_andThenTheStalledOnes(Transport transport, int window, int count)
            throws Exception {
        byte[] large = TestData.file(root.resolve("large"), window + BEYOND_THE_WINDOW);
        open(transport, new JsonObject());
        try (RawHttp2 connection = connect(window)) {
            List<RawHttp2Stream> stalled = stalledDownloads(connection, count);
            connection.await(() -> stalled.stream().allMatch(stream -> stream.received() >= window / 2));

            assertThat(api.content(api.download(connection, "large").response()))
                    .isEqualTo(large);
            assertOthersFinish(connection);

            assertThat(stalled).noneMatch(RawHttp2Stream::isOver);
            for (RawHttp2Stream stream : stalled) {
                stream.resume();
            }
            for (RawHttp2Stream stream : stalled) {
                assertThat(api.content(stream.response())).isEqualTo(large);
            }
        }
    }

    /** Each has received bytes before, although the others are stalled. */
    @ParameterizedTest
    @EnumSource
    void stalledDownloads_areCancelled(Transport transport) throws Exception {
        TestData.file(root.resolve("large"), 2 * BEYOND_THE_WINDOW);
        open(transport, new JsonObject());
        try (RawHttp2 connection = connect(16 * KIBIBYTE)) {
            for (RawHttp2Stream stream : stalledDownloads(connection, 3)) {
                connection.await(() -> stream.received() > 0);
                stream.cancel();
            }
            assertOthersFinish(connection);
        }
    }

    /** Parts of the cancelled downloads wait for the socket, and are sent before the other responses. */
    @ParameterizedTest
    @EnumSource
    void downloadsThatFillTheSocket_areCancelled(Transport transport) throws Exception {
        byte[] large = TestData.file(root.resolve("large"), BEYOND_THE_SOCKET);
        open(transport, new JsonObject());
        try (ErrorLog log = ErrorLog.open();
                RawHttp2 full = connect(BEYOND_THE_SOCKET);
                RawHttp2 other = connect(BEYOND_THE_SOCKET)) {
            List<RawHttp2Stream> cancelled = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                cancelled.add(api.download(full, "large"));
                assertThat(api.content(api.download(other, "large").response())).isEqualTo(large);
            }
            for (RawHttp2Stream stream : cancelled) {
                stream.cancel();
            }
            assertOthersFinish(full);
            assertThat(log.errors()).isEmpty();
        }
    }

    @ParameterizedTest(name = "{0}, {1} held back")
    @CsvSource({"HTTP, 1", "HTTP, 3", "HTTPS, 1", "READ, 1", "READ, 3"})
    void besideUploadsHeldBackByTheRate_otherRequestsFinish(Transport transport, int count) throws Exception {
        TestData.file(root.resolve("large"), 10);
        open(transport, new JsonObject().put("bytesPerSecondPerTransfer", 16 * KIBIBYTE));
        byte[] content = TestData.bytes(HELD_BYTES);
        try (RawHttp2 connection = connect(RawHttp2.DEFAULT_WINDOW)) {
            List<RawHttp2Stream> held = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                RawHttp2Stream upload = api.openUpload(connection, "held" + i);
                assertThat(upload.sendUntilStalled(api.uploadBody("held" + i, content)))
                        .as("sent until a window is used up, of upload %d", i)
                        .isBetween(1, HELD_BYTES - 1);
                held.add(upload);
            }
            assertOthersFinish(connection);
            assertThat(held).noneMatch(RawHttp2Stream::isOver);
            for (RawHttp2Stream upload : held) {
                upload.cancel();
            }
            assertOthersFinish(connection);
        }
    }

    private List<RawHttp2Stream> stalledDownloads(RawHttp2 connection, int count) throws Exception {
        List<RawHttp2Stream> stalled = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            stalled.add(api.download(connection, "large").stall());
        }
        return stalled;
    }

    private void assertOthersFinish(RawHttp2 connection) throws Exception {
        api.assertOk(api.stat(connection, "large", Map.of()).response());
        byte[] small = TestData.bytes(10_000);
        RawHttp2Stream upload = api.openUpload(connection, "small");
        upload.send(api.uploadBody("small", small), true);
        api.assertOk(upload.response());
        assertThat(Files.readAllBytes(root.resolve("small"))).isEqualTo(small);
    }

    private void open(Transport transport, JsonObject limits) throws Exception {
        this.transport = transport;
        this.api = transport.api;
        JsonObject config = Listeners.config(root).put("limits", limits);
        if (transport.tls) {
            Certificates.Pair pair = new Certificates(conf).server("server");
            config.put(
                    "tls",
                    new JsonObject()
                            .put("certificate", pair.certificate().toString())
                            .put("key", pair.key().toString()));
        }
        Listeners.open(vertx, api.verticle(), config);
    }

    private RawHttp2 connect(int window) throws Exception {
        int port = Listeners.port(vertx, api.listener());
        return transport.tls ? RawHttp2.secured(port, window) : new RawHttp2(port, window);
    }
}
