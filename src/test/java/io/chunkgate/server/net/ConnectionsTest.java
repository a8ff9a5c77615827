package io.chunkgate.server.net;

import static io.chunkgate.testkit.Eventually.eventually;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.chunkgate.testkit.Certificates;
import io.chunkgate.testkit.CheckedVertx;
import io.chunkgate.testkit.ErrorLog;
import io.chunkgate.testkit.LargeFiles;
import io.chunkgate.testkit.Listeners;
import io.chunkgate.testkit.RawHttp;
import io.chunkgate.testkit.RawHttp2;
import io.chunkgate.testkit.SendQueue;
import io.chunkgate.transfer.Rejections;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Limits of connections, and timeouts of incomplete requests, at each listener. */
@ExtendWith(CheckedVertx.class)
class ConnectionsTest {
    private static final int TIMEOUT_MILLIS = 20_000;
    /** A request that every listener responds to: TCP with a line that names the HTTP port. */
    private static final byte[] REQUEST = "GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(US_ASCII);
    /** The first bytes of a ClientHello. */
    private static final byte[] PARTIAL_HELLO = {0x16, 0x03, 0x01, 0x02, 0x00, 0x01};

    private static final int UNSENT_BYTES = 64 * 1024;
    private static final long LARGE_BYTES = 64 * 1024 * 1024;

    private enum At {
        HTTP("io.chunkgate.http.HttpServerVerticle", Listener.HTTP, false),
        HTTPS("io.chunkgate.http.HttpServerVerticle", Listener.HTTP, true),
        GRPC("io.chunkgate.grpc.GrpcServerVerticle", Listener.GRPC, false),
        GRPCS("io.chunkgate.grpc.GrpcServerVerticle", Listener.GRPC, true),
        TCP("io.chunkgate.tcp.TcpServerVerticle", Listener.TCP, false),
        TCPS("io.chunkgate.tcp.TcpServerVerticle", Listener.TCP_TLS, true),
        TCP_DOWNLOAD("io.chunkgate.tcp.TcpServerVerticle", Listener.TCP_DOWNLOAD, false);

        private final String verticle;
        private final Listener listener;
        private final boolean tls;

        At(String verticle, Listener listener, boolean tls) {
            this.verticle = verticle;
            this.listener = listener;
            this.tls = tls;
        }
    }

    @TempDir
    Path root;

    @TempDir
    Path conf;

    private int port;

    @ParameterizedTest
    @EnumSource(names = "TCP_DOWNLOAD", mode = EnumSource.Mode.EXCLUDE)
    void connectionsBeyondTheLimitOfAnAddress_areClosed_untilOneEnds(At at, Vertx vertx) throws Exception {
        open(at, vertx, new JsonObject().put("maxConnectionsPerAddress", 2));
        LongSupplier rejections = rejections(at, vertx, Rejections.Reason.CONNECTION_LIMIT);
        Socket first = connect();
        try (Socket second = connect()) {
            eventually(() -> "the third is accepted", () -> isRejected(rejections));
            first.close();
            eventually(() -> "still rejected", () -> !isRejected(rejections));
            assertThat(second.isClosed()).isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource(names = "TCP_DOWNLOAD", mode = EnumSource.Mode.EXCLUDE)
    void connectionsBeyondTheTotalLimit_areClosed(At at, Vertx vertx) throws Exception {
        open(at, vertx, new JsonObject().put("maxConnections", 1).put("maxConnectionsPerAddress", 0));
        LongSupplier rejections = rejections(at, vertx, Rejections.Reason.CONNECTION_LIMIT);
        try (Socket first = connect()) {
            eventually(() -> "the second is accepted", () -> isRejected(rejections));
            assertThat(first.isClosed()).isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"HTTP", "HTTPS", "GRPC", "GRPCS", "TCPS"})
    void silentClient_isClosed(At at, Vertx vertx) throws Exception {
        open(at, vertx, new JsonObject().put("headTimeoutMs", 200));
        try (Socket socket = connect()) {
            if (at.tls) {
                socket.getOutputStream().write(PARTIAL_HELLO);
            }
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
        assertThat(rejections(at, vertx, Rejections.Reason.TOO_SLOW).getAsLong())
                .isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(names = {"HTTP", "GRPC"})
    void slowHead_closesTheConnection_alsoAfterAnotherRequest(At at, Vertx vertx) throws Exception {
        open(at, vertx, new JsonObject().put("headTimeoutMs", 1000));
        LongSupplier rejections = rejections(at, vertx, Rejections.Reason.TOO_SLOW);
        for (long requests = 0; requests < 2; requests++) {
            try (RawHttp connection = new RawHttp(port)) {
                for (long i = 0; i < requests; i++) {
                    connection.send(REQUEST);
                    connection.read();
                }
                connection.send("GET / HTTP/1.1\r\nX-Long: ".getBytes(US_ASCII));
                eventually(() -> "still open", () -> isEndedAfterOneMoreByte(connection));
            }
            assertThat(rejections.getAsLong()).isEqualTo(requests + 1);
        }
    }

    @Test
    void idleConnection_isNotClosed(Vertx vertx) throws Exception {
        open(At.HTTP, vertx, new JsonObject().put("headTimeoutMs", 1000));
        Files.writeString(root.resolve("file"), "content");
        try (RawHttp idle = new RawHttp(port)) {
            idle.sendHead("GET /files/file HTTP/1.1");
            assertThat(idle.read().text()).isEqualTo("content");
            try (Socket silent = connect()) {
                assertThat(silent.getInputStream().read()).isEqualTo(-1);
            }
            idle.sendHead("GET /files/file HTTP/1.1");
            assertThat(idle.read().text()).isEqualTo("content");
        }
    }

    @Test
    void requestOfEachHttpVersion_logsNoError(Vertx vertx) throws Exception {
        try (ErrorLog log = ErrorLog.open()) {
            open(At.HTTP, vertx, new JsonObject());
            assertThat(RawHttp.request(port, "GET /health/live HTTP/1.1").status())
                    .isEqualTo(200);
            try (RawHttp2 connection = new RawHttp2(port)) {
                connection.sendHead("GET", "/health/live", Map.of());
                assertThat(connection.read().status()).isEqualTo(200);
            }
            assertThat(log.errors()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"HTTP", "TCP_DOWNLOAD"})
    void slowReader_limitsTheSendBuffer(At at, Vertx vertx) throws Exception {
        open(at, vertx, new JsonObject().put("maxUnsentBytes", UNSENT_BYTES));
        LargeFiles.sparse(root.resolve("large"), LARGE_BYTES);
        try (Socket socket = new Socket()) {
            socket.setReceiveBufferSize(1024);
            socket.connect(new InetSocketAddress("127.0.0.1", port));
            socket.getOutputStream().write("GET /files/large HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(US_ASCII));
            SendQueue queue = SendQueue.of(port, socket.getLocalPort());
            eventually(queue::byteCount, () -> queue.byteCount() > UNSENT_BYTES / 2);
            eventually(queue::byteCount, queue::isStable);
            assertThat(queue.byteCount()).isLessThan(3 * UNSENT_BYTES);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"HTTP", "GRPC"})
    void tooLargeHead_isRejected(At at, Vertx vertx) throws Exception {
        open(at, vertx, new JsonObject());
        assertThat(RawHttp.request(port, "GET /" + "x".repeat(10_000) + " HTTP/1.1")
                        .status())
                .isEqualTo(414);
        assertThat(RawHttp.request(port, "GET / HTTP/1.1\nX-Long: " + "x".repeat(20_000))
                        .status())
                .isEqualTo(431);
        assertThat(RawHttp.request(port, "GET / HTTP/1.1" + "\nX-Many: y".repeat(2000))
                        .status())
                .isEqualTo(431);
    }

    private void open(At at, Vertx vertx, JsonObject limits) throws Exception {
        JsonObject config = Listeners.config(root).put("limits", limits);
        config.getJsonObject("tcp").put("tlsPort", 0);
        if (at == At.TCP_DOWNLOAD) {
            config.getJsonObject("tcp").put("downloadFile", "large").put("downloadPort", 0);
        }
        if (at.tls) {
            Certificates.Pair pair = new Certificates(conf).server("server");
            config.put(
                    "tls",
                    new JsonObject()
                            .put("certificate", pair.certificate().toString())
                            .put("key", pair.key().toString()));
        }
        Listeners.open(vertx, at.verticle, config);
        port = Listeners.port(vertx, at.listener);
    }

    private static LongSupplier rejections(At at, Vertx vertx, Rejections.Reason reason) {
        Rejections.Kind kind = new Rejections.Kind(at.listener.label(), reason);
        return () -> {
            AtomicLong sum = new AtomicLong();
            Rejections.of(vertx).forEach((of, count) -> sum.addAndGet(of.equals(kind) ? count : 0));
            return sum.get();
        };
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket("127.0.0.1", port);
        socket.setSoTimeout(TIMEOUT_MILLIS);
        return socket;
    }

    /** Sends a request, without TLS even to TLS listeners, and checks whether the rejection was counted. */
    private boolean isRejected(LongSupplier rejections) {
        long before = rejections.getAsLong();
        try (Socket socket = connect()) {
            socket.getOutputStream().write(REQUEST);
            socket.getInputStream().read();
        } catch (IOException reset) {
            return rejections.getAsLong() > before;
        }
        return rejections.getAsLong() > before;
    }

    private static boolean isEndedAfterOneMoreByte(RawHttp connection) {
        try {
            connection.send(new byte[] {'x'});
            return false;
        } catch (IOException closed) {
            return true;
        }
    }
}
