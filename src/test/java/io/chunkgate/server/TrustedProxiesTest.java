package io.chunkgate.server;

import static io.chunkgate.testkit.Eventually.eventually;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.chunkgate.server.net.Listener;
import io.chunkgate.testkit.CheckedVertx;
import io.chunkgate.testkit.Listeners;
import io.chunkgate.testkit.RawHttp;
import io.chunkgate.testkit.RawHttp2;
import io.chunkgate.transfer.Rejections;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The address, host and base path of a client are what trusted proxies say, and never what others say. */
@ExtendWith(CheckedVertx.class)
class TrustedProxiesTest {
    private static final int TIMEOUT_MILLIS = 20_000;
    private static final String PROXIES = "trustedProxies";
    private static final byte[] SIGNATURE = {0x0d, 0x0a, 0x0d, 0x0a, 0x00, 0x0d, 0x0a, 0x51, 0x55, 0x49, 0x54, 0x0a};

    private enum At {
        HTTP("io.chunkgate.http.HttpServerVerticle", Listener.HTTP),
        GRPC("io.chunkgate.grpc.GrpcServerVerticle", Listener.GRPC),
        TCP("io.chunkgate.tcp.TcpServerVerticle", Listener.TCP);

        private final String verticle;
        private final Listener listener;

        At(String verticle, Listener listener) {
            this.verticle = verticle;
            this.listener = listener;
        }
    }

    @TempDir
    private Path root;

    private final List<String> peers = new CopyOnWriteArrayList<>();
    private int port;

    @ParameterizedTest
    @CsvSource({"127.0.0.0/8,192.0.2.1:0", "10.0.0.1,127.0.0.1", "'',127.0.0.1"})
    void clientOfARefusedRequest_isTheForwardedOne_onlyFromATrustedProxy(String proxies, String peer, Vertx vertx)
            throws Exception {
        open(At.HTTP, vertx, server(PROXIES, proxies));
        RawHttp.request(port, "GET /none HTTP/1.1\nX-Forwarded-For: 9.9.9.9, 192.0.2.1");
        RawHttp.request(port, "GET /none HTTP/1.1\nForwarded: for=192.0.2.1");
        try (RawHttp2 connection = new RawHttp2(port)) {
            connection.request("GET", "/none", Map.of("x-forwarded-for", "192.0.2.1"));
            assertThat(connection.read().status()).isEqualTo(404);
        }
        assertThat(peers).hasSize(3).allMatch(found -> found.startsWith(peer));
    }

    @Test
    void clientOfARefusedCall_isTheForwardedOne(Vertx vertx) throws Exception {
        open(At.GRPC, vertx, server(PROXIES, "127.0.0.1"));
        RawHttp.request(port, "POST /x HTTP/1.1\nX-Forwarded-For: 192.0.2.1\nContent-Type: text/plain", new byte[0]);
        assertThat(peers).containsExactly("192.0.2.1:0");
    }

    @ParameterizedTest
    @CsvSource({"127.0.0.1,/data", "10.0.0.1,''"})
    void pathsInResponses_haveTheBasePath_onlyOfATrustedProxy(String proxies, String base, Vertx vertx)
            throws Exception {
        open(At.HTTP, vertx, server(PROXIES, proxies));
        Files.writeString(root.resolve("a"), "a");
        Files.writeString(root.resolve("b"), "b");
        String prefix = "\nX-Forwarded-Prefix: /data";
        RawHttp.Reply tus = RawHttp.request(
                port, "POST /uploads HTTP/1.1" + prefix + "\nTus-Resumable: 1.0.0\nUpload-Length: 5", new byte[0]);
        assertThat(tus.header("Location")).startsWith(base + "/uploads/");
        String upload = String.valueOf(tus.header("Location")).substring(base.length());
        assertThat(RawHttp.request(port, "GET " + upload + " HTTP/1.1" + prefix)
                        .json()
                        .getJsonObject("links")
                        .getString("upload"))
                .isEqualTo(base + upload);
        RawHttp.Reply draft = RawHttp.request(
                port,
                "POST /uploads HTTP/1.1" + prefix + "\nUpload-Complete: ?0\nUpload-Draft-Interop-Version: 6",
                new byte[0]);
        assertThat(draft.header("Location")).startsWith(base + "/uploads/");
        RawHttp.Reply page =
                RawHttp.request(port, "GET /files/?limit=1 HTTP/1.1" + prefix + "\nAccept: application/json");
        assertThat(page.header("Link")).startsWith("<" + base + "/files/?");
        assertThat(page.json().getString("next")).startsWith(base + "/files/?");
        String form = "--b\r\nContent-Disposition: form-data; name=f; filename=f\r\n\r\nx\r\n--b--\r\n";
        JsonArray files = RawHttp.request(
                        port,
                        "POST /files/ HTTP/1.1" + prefix + "\nContent-Type: multipart/form-data; boundary=b",
                        form.getBytes(US_ASCII))
                .json()
                .getJsonArray("files");
        assertThat(files.getJsonObject(0).getString("url")).isEqualTo(base + "/files/f");
    }

    @ParameterizedTest
    @CsvSource({"localhost,evil.example,421", "localhost,localhost:1,200", "evil.example,localhost,421"})
    void forwardedHost_isCheckedAsTheHost_besideThatOfTheProxy(String host, String forwarded, int status, Vertx vertx)
            throws Exception {
        open(At.HTTP, vertx, server(PROXIES, "127.0.0.1"));
        try (RawHttp connection = new RawHttp(port)) {
            connection.send(
                    ("GET /files/ HTTP/1.1\r\nHost: " + host + "\r\nX-Forwarded-Host: " + forwarded + "\r\n\r\n")
                            .getBytes(US_ASCII));
            assertThat(connection.read().status()).isEqualTo(status);
        }
    }

    @Test
    void contradictingHeaders_areRefused(Vertx vertx) throws Exception {
        open(At.HTTP, vertx, server(PROXIES, "127.0.0.1"));
        RawHttp.Reply reply =
                RawHttp.request(port, "GET /files/ HTTP/1.1\nForwarded: for=9.9.9.9\nX-Forwarded-For: 192.0.2.1");
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.json().getString("detail")).contains("X-Forwarded-For");
    }

    @Test
    void transfersOfAForwardedClient_areLimitedByItsAddress(Vertx vertx) throws Exception {
        JsonObject limits = new JsonObject().put("maxTransfersPerPrincipal", 1);
        open(At.HTTP, vertx, server(PROXIES, "127.0.0.1").put("limits", limits));
        String head = "PUT /files/a HTTP/1.1\nContent-Length: 5\nX-Forwarded-For: ";
        try (RawHttp first = new RawHttp(port);
                RawHttp other = new RawHttp(port)) {
            first.sendHead(head + "192.0.2.1\nExpect: 100-continue");
            assertThat(first.read().status()).isEqualTo(100);
            assertThat(RawHttp.request(port, head.replace("/a", "/b").replace("5", "0") + "192.0.2.1")
                            .status())
                    .isEqualTo(429);
            other.sendHead(head.replace("/a", "/c") + "192.0.2.2");
            other.send("bytes".getBytes(US_ASCII));
            assertThat(other.read().status()).isEqualTo(201);
            first.send("bytes".getBytes(US_ASCII));
            assertThat(first.read().status()).isEqualTo(201);
        }
    }

    @ParameterizedTest
    @EnumSource
    void proxyHeaders_giveTheClient(At at, Vertx vertx) throws Exception {
        open(at, vertx, proxied(at, ""));
        assertThat(refusal(at, "PROXY TCP4 192.0.2.1 127.0.0.1 4711 80\r\n".getBytes(US_ASCII)))
                .isEqualTo("192.0.2.1:4711");
        assertThat(refusal(at, version2())).isEqualTo("192.0.2.2:258");
    }

    @ParameterizedTest
    @EnumSource
    void proxyHeader_isAcceptedOnlyFromTrustedProxies(At at, Vertx vertx) throws Exception {
        open(at, vertx, proxied(at, "10.0.0.1"));
        try (Socket socket = connect()) {
            assertThat(isClosed(socket)).isTrue();
        }
        assertThat(peers).singleElement().asString().startsWith("127.0.0.1:");
    }

    @ParameterizedTest
    @EnumSource
    void connectionWithoutProxyHeader_isClosed(At at, Vertx vertx) throws Exception {
        open(at, vertx, proxied(at, "127.0.0.1"));
        try (Socket socket = connect()) {
            socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(US_ASCII));
            assertThat(isClosed(socket)).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource
    void connectionsPerAddress_areCountedByTheProxyHeader(At at, Vertx vertx) throws Exception {
        JsonObject limits = new JsonObject().put("maxConnectionsPerAddress", 1);
        open(at, vertx, proxied(at, "127.0.0.1").put("limits", limits));
        try (Socket first = connect();
                Socket second = connect();
                Socket other = connect()) {
            first.getOutputStream().write("PROXY TCP4 192.0.2.1 127.0.0.1 1 80\r\nGET".getBytes(US_ASCII));
            second.getOutputStream().write("PROXY TCP4 192.0.2.1 127.0.0.1 2 80\r\nGET".getBytes(US_ASCII));
            eventually(() -> peers, () -> !peers.isEmpty());
            other.getOutputStream().write("PROXY TCP4 192.0.2.9 127.0.0.1 3 80\r\n".getBytes(US_ASCII));
            other.getOutputStream().write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(US_ASCII));
            assertThat(other.getInputStream().read()).isPositive();
            assertThat(peers).first().asString().matches("192\\.0\\.2\\.1:[12]");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void proxyHeader_mayArriveByteByByte(int version, Vertx vertx) throws Exception {
        open(At.HTTP, vertx, proxied(At.HTTP, ""));
        byte[] header = version == 1 ? "PROXY TCP6 2001:db8::1 ::1 4711 80\r\n".getBytes(US_ASCII) : version2();
        try (Socket socket = connect()) {
            socket.setTcpNoDelay(true);
            for (byte next : header) {
                socket.getOutputStream().write(next);
            }
            socket.getOutputStream()
                    .write("GET /none HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".getBytes(US_ASCII));
            assertThat(new String(socket.getInputStream().readAllBytes(), US_ASCII))
                    .startsWith("HTTP/1.1 404");
        }
        assertThat(peers).containsExactly(version == 1 ? "2001:db8:0:0:0:0:0:1:4711" : "192.0.2.2:258");
    }

    /** Sends a header and a request that every listener refuses; returns the peer of the rejection. */
    private String refusal(At at, byte[] header) throws Exception {
        peers.clear();
        try (Socket socket = connect()) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            bytes.writeBytes(header);
            bytes.writeBytes((at == At.TCP ? "garbage!" : "POST /none HTTP/1.0\r\nContent-Length: 0\r\n\r\n")
                    .getBytes(US_ASCII));
            socket.getOutputStream().write(bytes.toByteArray());
            assertThat(socket.getInputStream().read()).isPositive();
        }
        eventually(() -> peers, () -> !peers.isEmpty());
        return peers.get(0);
    }

    /** A header of version 2: PROXY, TCP over IPv4, from 192.0.2.2 port 258. */
    private static byte[] version2() {
        ByteArrayOutputStream header = new ByteArrayOutputStream();
        header.writeBytes(SIGNATURE);
        header.writeBytes(new byte[] {0x21, 0x11, 0, 12});
        header.writeBytes(new byte[] {(byte) 192, 0, 2, 2, 127, 0, 0, 1, 1, 2, 0, 80});
        return header.toByteArray();
    }

    private static boolean isClosed(Socket socket) throws Exception {
        try {
            return socket.getInputStream().read() < 0;
        } catch (SocketTimeoutException open) {
            return false;
        } catch (IOException reset) {
            return true;
        }
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket("127.0.0.1", port);
        socket.setSoTimeout(TIMEOUT_MILLIS);
        return socket;
    }

    private static JsonObject server(String key, String value) {
        return new JsonObject().put("server", new JsonObject().put(key, value));
    }

    private static JsonObject proxied(At at, String proxies) {
        return server(PROXIES, proxies).put(at.listener.label(), new JsonObject().put("proxyProtocol", true));
    }

    private void open(At at, Vertx vertx, JsonObject more) throws Exception {
        Listeners.open(vertx, at.verticle, Listeners.config(root).mergeIn(more, true));
        port = Listeners.port(vertx, at.listener);
        Rejections.of(vertx)
                .addObserver(rejection -> peers.add(rejection.requestInfo().peer()));
    }
}
