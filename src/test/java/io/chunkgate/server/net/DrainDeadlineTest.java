package io.chunkgate.server.net;

import static io.chunkgate.testkit.Eventually.eventually;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.chunkgate.testkit.CheckedVertx;
import io.chunkgate.testkit.GrpcMessages;
import io.chunkgate.testkit.Listeners;
import io.chunkgate.testkit.RawHttp;
import io.chunkgate.testkit.RawHttp2;
import io.chunkgate.testkit.RawHttp2Stream;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * After a response a client has a limited time for the rest of its body, however slowly it sends. The idle timeouts are off, so
 * that nothing else ends these connections.
 */
@ExtendWith(CheckedVertx.class)
class DrainDeadlineTest {
    private static final byte[] NEXT = "GET /health/ready HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(US_ASCII);

    /** Requests with a longer body than they send, and the status of the refusal. */
    private static final Map<String, Integer> REFUSED_BY_HTTP = Map.of(
            "PUT /files/../x HTTP/1.1\nContent-Length: 1000", 422,
            "PUT /files/file HTTP/1.1\nIf-None-Match: *\nContent-Length: 65536", 412,
            "POST /none HTTP/1.1\nContent-Length: 1000", 404,
            "POST /uploads HTTP/1.1\nTus-Resumable: 1.0.0\nContent-Length: 10", 400,
            "PATCH /uploads/none HTTP/1.1\nUpload-Offset: 0\nContent-Length: 1000", 404,
            "POST /files/ HTTP/1.1\nContent-Type: multipart/form-data\nContent-Length: 99", 400,
            "POST /x/y HTTP/1.1\nContent-Type: application/grpc-web\nContent-Length: 1000", 200,
            "POST /demo/x HTTP/1.1\nContent-Type: application/grpc-web-text\nContent-Length: 1000", 200);

    private static final Map<String, Integer> REFUSED_BY_GRPC = Map.of(
            "POST /x/y HTTP/1.1\nContent-Type: application/grpc-web\nContent-Length: 1000", 200,
            "POST /x/y HTTP/1.1\nContent-Type: text/plain\nContent-Length: 1000", 415,
            "PUT /x/y HTTP/1.1\nContent-Type: application/grpc-web\nContent-Length: 1000", 405);

    @TempDir
    private Path root;

    private int port;

    @ParameterizedTest
    @EnumSource(names = {"HTTP", "GRPC"})
    void bodiesThatStopAfterARefusal_endTheirConnections(Listener listener, Vertx vertx) throws Exception {
        open(vertx, listener);
        Map<RawHttp, Integer> refused = new LinkedHashMap<>();
        for (Map.Entry<String, Integer> refusal :
                (listener == Listener.HTTP ? REFUSED_BY_HTTP : REFUSED_BY_GRPC).entrySet()) {
            RawHttp connection = new RawHttp(port);
            refused.put(connection, refusal.getValue());
            connection.sendHead(refusal.getKey());
            connection.send(new byte[] {'x'});
        }
        for (Map.Entry<RawHttp, Integer> each : refused.entrySet()) {
            try (RawHttp connection = each.getKey()) {
                assertThat(connection.readHead().status()).isEqualTo(each.getValue());
                connection.readRest();
            }
        }
    }

    @Test
    void uploadThatIsTooSlow_getsA408_andItsConnectionEnds(Vertx vertx) throws Exception {
        open(vertx, Listener.HTTP, 2000);
        try (RawHttp connection = new RawHttp(port)) {
            connection.sendHead("PUT /files/a HTTP/1.1\nContent-Length: 60000");
            eventually(() -> "no response", () -> dribble(connection) && hasResponse(connection));
            assertThat(connection.read().status()).isEqualTo(408);
            eventually(() -> "still open", () -> !dribble(connection));
        }
    }

    @Test
    void bodiesThatStopAfterTheResponse_resetTheirStreams(Vertx vertx) throws Exception {
        open(vertx, Listener.HTTP);
        try (RawHttp2 connection = new RawHttp2(port)) {
            List<RawHttp2Stream> streams = new ArrayList<>();
            for (String request : List.of(
                    "PUT /files/../x", "POST /none", "GET /files/file", "DELETE /files/none", "HEAD /files/file")) {
                String[] line = request.split(" ", 2);
                RawHttp2Stream stream = connection.open(line[0], line[1], Map.of("content-length", "1000"));
                stream.send(new byte[1], false);
                streams.add(stream);
            }
            connection.await(() -> streams.stream().allMatch(RawHttp2Stream::isReset));
            connection.sendHead("GET", "/files/file", Map.of());
            assertThat(connection.read().status()).isEqualTo(200);
        }
    }

    @Test
    void callsThatDoNotEndAfterTheirStatus_areReset(Vertx vertx) throws Exception {
        open(vertx, Listener.GRPC);
        Map<String, String> headers = new HashMap<>(GrpcMessages.HEADERS);
        headers.put("grpc-timeout", "100m");
        try (RawHttp2 connection = new RawHttp2(port)) {
            List<RawHttp2Stream> streams = new ArrayList<>();
            for (String path :
                    List.of("/x/y", "/chunkgate.v1.FilesService/Stat", "/google.bytestream.ByteStream/Write")) {
                RawHttp2Stream stream = connection.open("POST", path, headers);
                stream.send(new byte[1], false);
                streams.add(stream);
            }
            connection.await(() -> streams.stream().allMatch(RawHttp2Stream::isReset));
        }
    }

    @Test
    void bodyThatEndsInTime_keepsTheConnection(Vertx vertx) throws Exception {
        open(vertx, Listener.HTTP);
        try (RawHttp connection = new RawHttp(port)) {
            connection.sendHead("POST /none HTTP/1.1\nContent-Length: 3");
            connection.send("a".getBytes(US_ASCII));
            assertThat(connection.read().status()).isEqualTo(404);
            connection.send("bc".getBytes(US_ASCII));
            connection.send(NEXT);
            assertThat(connection.read().status()).isEqualTo(200);
            try (RawHttp other = new RawHttp(port)) {
                other.sendHead("POST /none HTTP/1.1\nContent-Length: 3");
                other.read();
                other.readRest(); // When its deadline is over, that of the first connection would be too.
            }
            connection.send(NEXT);
            assertThat(connection.read().status()).isEqualTo(200);
        }
    }

    /** The response to the first request ends while the body of the second one arrives. */
    @Test
    void pipelinedUpload_hasItsTime(Vertx vertx) throws Exception {
        open(vertx, Listener.HTTP);
        try (RawHttp connection = new RawHttp(port);
                RawHttp other = new RawHttp(port)) {
            connection.send(NEXT);
            connection.sendHead("PUT /files/b HTTP/1.1\nContent-Length: 5");
            assertThat(connection.read().status()).isEqualTo(200);
            other.sendHead("POST /none HTTP/1.1\nContent-Length: 3");
            other.read();
            other.readRest();
            connection.send("bytes".getBytes(US_ASCII));
            assertThat(connection.read().status()).isEqualTo(201);
        }
    }

    /** Sends one more byte; false if the connection is closed. */
    private static boolean dribble(RawHttp connection) {
        try {
            connection.send(new byte[1]);
            return true;
        } catch (IOException closed) {
            return false;
        }
    }

    private static boolean hasResponse(RawHttp connection) {
        try {
            return connection.hasResponse();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void open(Vertx vertx, Listener listener) throws Exception {
        open(vertx, listener, 0);
    }

    private void open(Vertx vertx, Listener listener, int idleTimeoutMillis) throws Exception {
        Files.writeString(root.resolve("file"), "content");
        JsonObject config = Listeners.config(root);
        config.getJsonObject("http").put("idleTimeoutMs", idleTimeoutMillis);
        config.getJsonObject("grpc").put("idleTimeoutMs", 0);
        config.put("uploads", new JsonObject().put("minBytesPerSecond", 100_000));
        boolean isHttp = listener == Listener.HTTP;
        Listeners.open(
                vertx,
                isHttp ? "io.chunkgate.http.HttpServerVerticle" : "io.chunkgate.grpc.GrpcServerVerticle",
                config);
        port = Listeners.port(vertx, listener);
    }
}
