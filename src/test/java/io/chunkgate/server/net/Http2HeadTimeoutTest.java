package io.chunkgate.server.net;

import static io.chunkgate.testkit.Eventually.eventually;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.chunkgate.testkit.Certificates;
import io.chunkgate.testkit.CheckedVertx;
import io.chunkgate.testkit.Http2Frames;
import io.chunkgate.testkit.Listeners;
import io.chunkgate.testkit.RawHttp2;
import io.chunkgate.transfer.Rejections;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Incomplete HTTP/2 heads at both servers, and with each way to negotiate HTTP/2. */
@ExtendWith(CheckedVertx.class)
class Http2HeadTimeoutTest {
    private static final int TIMEOUT_MILLIS = 20_000;
    private static final int MAX_TRIES = 5;
    private static final String UPGRADE = String.join(
            "\r\n",
            "GET /health/live HTTP/1.1",
            "Host: localhost",
            "Upgrade: h2c",
            "Connection: Upgrade, HTTP2-Settings",
            "HTTP2-Settings: AAMAAABk",
            "",
            "");
    /** The upgraded request has stream 1. */
    private static final int STREAM = 3;

    private enum Negotiation {
        HTTP("io.chunkgate.http.HttpServerVerticle", Listener.HTTP, 500),
        HTTP_UPGRADED("io.chunkgate.http.HttpServerVerticle", Listener.HTTP, 500),
        /** The timeout includes the TLS handshake. */
        HTTPS("io.chunkgate.http.HttpServerVerticle", Listener.HTTP, 2000),
        GRPC("io.chunkgate.grpc.GrpcServerVerticle", Listener.GRPC, 500);

        private final String verticle;
        private final Listener listener;
        private final int headTimeoutMillis;

        Negotiation(String verticle, Listener listener, int headTimeoutMillis) {
            this.verticle = verticle;
            this.listener = listener;
            this.headTimeoutMillis = headTimeoutMillis;
        }
    }

    @TempDir
    Path root;

    @TempDir
    Path conf;

    private int port;

    @ParameterizedTest
    @EnumSource
    void slowOrIncompleteHead_closesTheConnection(Negotiation negotiation, Vertx vertx) throws Exception {
        open(negotiation, vertx);
        try (Socket dribbling = connect(negotiation);
                Socket withholding = connect(negotiation)) {
            long before = tooSlow(negotiation, vertx);
            byte[] head = Http2Frames.headToBeContinued(STREAM);
            withholding.getOutputStream().write(head);
            byte[] longer = head.clone();
            longer[1] = 0x20; // A larger length than the test sends.
            dribbling.getOutputStream().write(longer);

            eventually(() -> "still open", () -> isEndedAfterOneMoreByte(dribbling));
            assertThat(isEnded(withholding)).isTrue();
            assertThat(tooSlow(negotiation, vertx)).isEqualTo(before + 2);
        }
    }

    @Test
    void idleConnectionOrSlowUpload_isNotClosed(Vertx vertx) throws Exception {
        open(Negotiation.HTTP, vertx);
        try (RawHttp2 silent = new RawHttp2(port);
                RawHttp2 dribbling = new RawHttp2(port)) {
            assertThat(isUploaded(silent, "first")).isTrue();
            assertThat(isUploaded(dribbling, "other")).isTrue();
            dribbling.sendHead("PUT", "/files/slow", Map.of("content-length", "7"));
            byte[] frame = Http2Frames.lastData(dribbling.stream(), "content".getBytes(US_ASCII));
            int cut = frame.length - 3;
            dribbling.send(Arrays.copyOf(frame, cut));
            letTimePass();
            letTimePass();
            dribbling.send(Arrays.copyOfRange(frame, cut, frame.length));
            assertThat(dribbling.read().status()).isEqualTo(201);
            assertThat(isUploaded(silent, "second")).isTrue();
        }
        assertThat(Files.readString(root.resolve("slow"))).isEqualTo("content");
    }

    private void open(Negotiation negotiation, Vertx vertx) throws Exception {
        JsonObject config = Listeners.config(root)
                .put("limits", new JsonObject().put("headTimeoutMs", negotiation.headTimeoutMillis));
        if (negotiation == Negotiation.HTTPS) {
            Certificates.Pair pair = new Certificates(conf).server("server");
            config.put(
                    "tls",
                    new JsonObject()
                            .put("certificate", pair.certificate().toString())
                            .put("key", pair.key().toString()));
        }
        Listeners.open(vertx, negotiation.verticle, config);
        port = Listeners.port(vertx, negotiation.listener);
    }

    /** Opens an HTTP/2 connection. Retries, since the first TLS handshake in a JVM may exceed the timeout. */
    private Socket connect(Negotiation negotiation) throws Exception {
        for (int i = 1; i < MAX_TRIES; i++) {
            try {
                return connectOnce(negotiation);
            } catch (IOException closed) {
                // Retry.
            }
        }
        return connectOnce(negotiation);
    }

    private Socket connectOnce(Negotiation negotiation) throws Exception {
        Socket socket = negotiation == Negotiation.HTTPS ? RawHttp2.securedSocket(port) : new Socket("127.0.0.1", port);
        socket.setSoTimeout(TIMEOUT_MILLIS);
        if (negotiation == Negotiation.HTTP_UPGRADED) {
            socket.getOutputStream().write(UPGRADE.getBytes(US_ASCII));
        }
        socket.getOutputStream().write(Http2Frames.preface());
        if (socket.getInputStream().read() < 0) {
            throw new EOFException("closed before the first byte");
        }
        return socket;
    }

    private static boolean isUploaded(RawHttp2 connection, String name) throws Exception {
        connection.sendHead("PUT", "/files/" + name, Map.of("content-length", "1"));
        connection.sendBody(new byte[1], true);
        return connection.read().status() == 201;
    }

    /** Returns when an idle connection was closed by the head timeout. */
    private void letTimePass() throws IOException {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
    }

    private static boolean isEndedAfterOneMoreByte(Socket socket) {
        try {
            socket.getOutputStream().write('x');
            return false;
        } catch (IOException closed) {
            return true;
        }
    }

    private static boolean isEnded(Socket socket) {
        try {
            socket.getInputStream().transferTo(OutputStream.nullOutputStream());
            return true;
        } catch (IOException reset) {
            return !(reset instanceof SocketTimeoutException);
        }
    }

    private static long tooSlow(Negotiation negotiation, Vertx vertx) {
        Rejections.Kind kind = new Rejections.Kind(negotiation.listener.label(), Rejections.Reason.TOO_SLOW);
        AtomicLong sum = new AtomicLong();
        Rejections.of(vertx).forEach((of, count) -> sum.addAndGet(of.equals(kind) ? count : 0));
        return sum.get();
    }
}
