package io.chunkgate.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.chunkgate.server.net.Listener;
import io.chunkgate.testkit.CheckedVertx;
import io.chunkgate.testkit.Listeners;
import io.chunkgate.testkit.RawHttp;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A page of a site whose name resolves to 127.0.0.1 (DNS rebinding) reads, writes and deletes nothing. */
@ExtendWith(CheckedVertx.class)
class AllowedHostsTest {
    private static final String HTTP = "io.chunkgate.http.HttpServerVerticle";
    private static final String GRPC = "io.chunkgate.grpc.GrpcServerVerticle";
    private static final String SETTING = "server.allowedHosts";

    @TempDir
    private Path root;

    @TempDir
    private Path conf;

    private int port;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /files/",
                "GET /",
                "HEAD /files/secret",
                "GET /files/secret",
                "GET http://evil.example/files/secret",
                "GET /files/secret?follow",
                "PUT /files/secret",
                "DELETE /files/secret",
                "OPTIONS /files/secret",
                "POST /uploads|Tus-Resumable: 1.0.0|Upload-Length: 0",
                "POST /uploads|Upload-Complete: ?1|Upload-Draft-Interop-Version: 6",
                "POST /files/|Content-Type: multipart/form-data; boundary=b",
                "POST /google.bytestream.ByteStream/Read|Content-Type: application/grpc-web",
                "POST /demo.FileService/GetFile|Content-Type: application/grpc-web-text",
                "GET /uploads/x",
                "GET /metrics",
                "GET /transfers",
                "GET /cluster",
                "GET /health/ready"
            })
    void foreignHost_isRefusedOnEveryRoute(String request, Vertx vertx) throws Exception {
        open(vertx, HTTP, Listener.HTTP, new JsonObject());
        Path file = Files.writeString(root.resolve("secret"), "content");
        String head = request.replace("|", "\r\n").replaceFirst("(?m)$", " HTTP/1.1");
        String response = exchange(head + "\r\nHost: evil.example:" + port);
        assertThat(response).startsWith("HTTP/1.1 421 ");
        if (!request.startsWith("HEAD")) {
            assertThat(response).contains(SETTING);
        }
        assertThat(file).hasContent("content");
        assertThat(root.toFile().list()).doesNotContain("x");
    }

    @ParameterizedTest
    @CsvSource({"HTTP_1_1,GET,/files/", "HTTP_2,GET,/files/", "HTTP_2,PUT,/files/a", "HTTP_2,POST,/uploads"})
    void foreignAuthority_isRefused(HttpVersion version, HttpMethod method, String path, Vertx vertx) throws Exception {
        open(vertx, HTTP, Listener.HTTP, new JsonObject());
        assertThat(request(vertx, version, method, path, "").statusCode()).isEqualTo(421);
        assertThat(root.resolve("a")).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource({
        "HTTP_2,application/grpc",
        "HTTP_2,application/grpc-web",
        "HTTP_1_1,application/grpc-web",
        "HTTP_1_1,application/grpc-web-text"
    })
    void foreignAuthority_isRefusedByGrpc_asBothProtocolsSay(HttpVersion version, String type, Vertx vertx)
            throws Exception {
        open(vertx, GRPC, Listener.GRPC, new JsonObject());
        HttpClientResponse response = request(vertx, version, HttpMethod.POST, "/chunkgate.v1.Files/StatFile", type);
        assertThat(response.statusCode()).isEqualTo(421);
        assertThat(response.getHeader("grpc-status")).isEqualTo("7");
        assertThat(response.getHeader("grpc-message")).contains(SETTING);
    }

    @Test
    void foreignHost_isRefusedByTheGrpcPort_withoutGrpc(Vertx vertx) throws Exception {
        open(vertx, GRPC, Listener.GRPC, new JsonObject());
        assertThat(exchange("GET / HTTP/1.1\r\nHost: evil.example"))
                .startsWith("HTTP/1.1 421 ")
                .contains(SETTING);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "LOCALHOST.:1",
                "app.localhost:80",
                "127.0.0.1",
                "127.255.0.9:65535",
                "[::1]",
                "[::1]:8080"
            })
    void loopbackHost_isAccepted(String host, Vertx vertx) throws Exception {
        open(vertx, HTTP, Listener.HTTP, new JsonObject());
        assertThat(exchange("GET /files/ HTTP/1.1\r\nHost: " + host)).startsWith("HTTP/1.1 200 ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost.evil.example",
                "127.0.0.1.evil.example",
                "notlocalhost",
                "0.0.0.0",
                "192.0.2.1",
                "[::2]",
                "128.0.0.1"
            })
    void otherHost_isRefused(String host, Vertx vertx) throws Exception {
        open(vertx, HTTP, Listener.HTTP, new JsonObject());
        assertThat(exchange("GET /files/ HTTP/1.1\r\nHost: " + host)).startsWith("HTTP/1.1 421 ");
    }

    @Test
    void http10WithoutHost_isAccepted(Vertx vertx) throws Exception {
        open(vertx, HTTP, Listener.HTTP, new JsonObject());
        Files.writeString(root.resolve("file"), "content");
        assertThat(exchange("GET /files/file HTTP/1.0")).contains(" 200 ");
    }

    @ParameterizedTest
    @CsvSource({
        "files.example.org,200",
        "FILES.example.org:8443,200",
        "a.example.net,200",
        "192.0.2.7:1,200",
        "localhost,200",
        "example.net,421",
        "evil.example,421"
    })
    void allowedHosts_areAccepted_andOnlyThose(String host, int status, Vertx vertx) throws Exception {
        open(vertx, HTTP, Listener.HTTP, server("files.example.org, *.example.net,192.0.2.7"));
        assertThat(exchange("GET /files/ HTTP/1.1\r\nHost: " + host)).startsWith("HTTP/1.1 " + status + " ");
    }

    @Test
    void withRules_everyHostIsAccepted_unlessAllowedHostsAreSet(Vertx vertx) throws Exception {
        Path rules = Files.writeString(conf.resolve("rules.json"), "{\"anonymous\": {\"/\": \"list\"}}");
        JsonObject access = new JsonObject().put("rules", rules.toString());
        open(vertx, HTTP, Listener.HTTP, new JsonObject().put("access", access));
        assertThat(exchange("GET /files/ HTTP/1.1\r\nHost: evil.example")).startsWith("HTTP/1.1 200 ");
    }

    @Test
    void withRulesAndAllowedHosts_othersAreRefused(Vertx vertx) throws Exception {
        Path rules = Files.writeString(conf.resolve("rules.json"), "{\"anonymous\": {\"/\": \"list\"}}");
        JsonObject access = new JsonObject().put("rules", rules.toString());
        open(vertx, HTTP, Listener.HTTP, server("files.example.org").put("access", access));
        assertThat(exchange("GET /files/ HTTP/1.1\r\nHost: evil.example")).startsWith("HTTP/1.1 421 ");
    }

    private static JsonObject server(String hosts) {
        return new JsonObject().put("server", new JsonObject().put("allowedHosts", hosts));
    }

    private void open(Vertx vertx, String verticle, Listener listener, JsonObject more) throws Exception {
        Listeners.open(vertx, verticle, Listeners.config(root).mergeIn(more, true));
        port = Listeners.port(vertx, listener);
    }

    /** Sends a head that ends the connection, and returns the whole response. */
    private String exchange(String head) throws Exception {
        try (RawHttp connection = new RawHttp(port)) {
            connection.send((head + "\r\nConnection: close\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            return connection.readRest();
        }
    }

    private HttpClientResponse request(Vertx vertx, HttpVersion version, HttpMethod method, String path, String type)
            throws Exception {
        HttpClient client = CheckedVertx.retain(vertx.createHttpClient(
                new HttpClientOptions().setProtocolVersion(version).setHttp2ClearTextUpgrade(false)));
        RequestOptions options = new RequestOptions()
                .setServer(SocketAddress.inetSocketAddress(port, "127.0.0.1"))
                .setHost("evil.example")
                .setPort(port)
                .setMethod(method)
                .setURI(path);
        return client.request(options)
                .compose(request -> request.putHeader("content-type", type.isEmpty() ? "text/plain" : type)
                        .putHeader("te", "trailers")
                        .send(Buffer.buffer("\0\0\0\0\0")))
                .await(20, TimeUnit.SECONDS);
    }
}
