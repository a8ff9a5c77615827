package io.chunkgate.server.net;

import static io.chunkgate.testkit.Eventually.eventually;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.chunkgate.server.Listener;
import io.chunkgate.testkit.Certificates;
import io.chunkgate.testkit.CheckedVertx;
import io.chunkgate.testkit.Http2Frames;
import io.chunkgate.testkit.Listeners;
import io.chunkgate.testkit.RawHttp2;
import io.chunkgate.transfer.Rejections;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Heads of HTTP/2 that never become whole, at both doors and on each way to that version. */
@ExtendWith(CheckedVertx.class)
class Http2HeadTimeoutTest {
    private static final int PATIENCE_MILLIS = 20_000;
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
    /** The upgraded request has the first. */
    private static final int STREAM = 3;

    private enum Way {
        HTTP("io.chunkgate.http.HttpServerVerticle", Listener.HTTP, 500),
        HTTP_UPGRADED("io.chunkgate.http.HttpServerVerticle", Listener.HTTP, 500),
        /** The time is also that of the handshake. */
        HTTPS("io.chunkgate.http.HttpServerVerticle", Listener.HTTP, 2000),
        GRPC("io.chunkgate.grpc.GrpcServerVerticle", Listener.GRPC, 500);

        private final String verticle;
        private final Listener listener;
        private final int headTimeoutMillis;

        Way(String verticle, Listener listener, int headTimeoutMillis) {
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
    void clientThatDribblesAHead_isClosed_andOneThatDoesNotContinueItsOwn(Way way, Vertx vertx) throws Exception {
        open(way, vertx);
        try (Socket dribbling = connect(way);
                Socket withholding = connect(way)) {
            long before = tooSlow(way, vertx);
            byte[] head = Http2Frames.headToBeContinued(STREAM);
            withholding.getOutputStream().write(head);
            byte[] longer = head.clone();
            longer[1] = 0x20; // More of it, in bytes, than are ever sent.
            dribbling.getOutputStream().write(longer);

            eventually(() -> "still open", () -> isEndedAfterOneMoreByte(dribbling));
            assertThat(isEnded(withholding)).isTrue();
            assertThat(tooSlow(way, vertx)).isEqualTo(before + 2);
        }
    }

    @Test
    void clientThatIsSilentBetweenRequests_orDribblesWhatItUploads_isNotClosed(Vertx vertx) throws Exception {
        open(Way.HTTP, vertx);
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

    private void open(Way way, Vertx vertx) throws Exception {
        JsonObject config =
                Listeners.config(root).put("limits", new JsonObject().put("headTimeoutMs", way.headTimeoutMillis));
        if (way == Way.HTTPS) {
            Certificates.Pair pair = new Certificates(conf).server("server");
            config.put(
                    "tls",
                    new JsonObject()
                            .put("certificate", pair.certificate().toString())
                            .put("key", pair.key().toString()));
        }
        Listeners.open(vertx, way.verticle, config);
        port = Listeners.port(vertx, way.listener);
    }

    /** A connection on which HTTP/2 is spoken by both sides; the first handshake of all may take too long. */
    private Socket connect(Way way) throws Exception {
        for (int i = 1; i < MAX_TRIES; i++) {
            try {
                return connectOnce(way);
            } catch (IOException closed) {
                // Again.
            }
        }
        return connectOnce(way);
    }

    private Socket connectOnce(Way way) throws Exception {
        Socket socket = way == Way.HTTPS ? secured() : new Socket("127.0.0.1", port);
        socket.setSoTimeout(PATIENCE_MILLIS);
        if (way == Way.HTTP_UPGRADED) {
            socket.getOutputStream().write(UPGRADE.getBytes(US_ASCII));
        }
        socket.getOutputStream().write(Http2Frames.preface());
        if (socket.getInputStream().read() < 0) {
            throw new EOFException("closed before anything was said");
        }
        return socket;
    }

    private Socket secured() throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, InsecureTrustManagerFactory.INSTANCE.getTrustManagers(), new SecureRandom());
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", port);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setApplicationProtocols(new String[] {"h2"});
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return socket;
    }

    private static boolean isUploaded(RawHttp2 connection, String name) throws Exception {
        connection.sendHead("PUT", "/files/" + name, Map.of("content-length", "1"));
        connection.sendBody(new byte[1], true);
        return connection.read().status() == 201;
    }

    /** Returns when another connection is closed since nothing came on it for the head timeout. */
    private void letTimePass() throws IOException {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(PATIENCE_MILLIS);
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

    private static long tooSlow(Way way, Vertx vertx) {
        Rejections.Kind kind = new Rejections.Kind(way.listener.label(), Rejections.Reason.TOO_SLOW);
        AtomicLong sum = new AtomicLong();
        Rejections.of(vertx).forEach((of, count) -> sum.addAndGet(of.equals(kind) ? count : 0));
        return sum.get();
    }
}
