package io.chunkgate.access;

import static io.vertx.core.http.HttpMethod.DELETE;
import static io.vertx.core.http.HttpMethod.GET;
import static io.vertx.core.http.HttpMethod.HEAD;
import static io.vertx.core.http.HttpMethod.OPTIONS;
import static io.vertx.core.http.HttpMethod.POST;
import static io.vertx.core.http.HttpMethod.PUT;
import static org.assertj.core.api.Assertions.assertThat;

import io.chunkgate.store.FileName;
import io.chunkgate.testkit.CheckedVertx;
import io.chunkgate.testkit.HttpProbe;
import io.chunkgate.testkit.Listeners;
import io.chunkgate.testkit.RawHttp;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What only HTTP has: challenges, listings, deletion, links in URLs, what needs no token. */
@ExtendWith(CheckedVertx.class)
class HttpAccessTest {
    private static final String ALICE = Tokens.create();
    private static final String READER = Tokens.create();
    private static final String WRITER = Tokens.create();

    @TempDir
    Path root;

    @TempDir
    Path conf;

    private HttpProbe probe;
    private LinkKey key;

    @BeforeEach
    void open(Vertx vertx) throws Exception {
        Files.createDirectories(root.resolve("alice/deep"));
        Files.writeString(root.resolve("alice/file.txt"), "content");
        Files.writeString(root.resolve("other.txt"), "content");
        Path rules = Files.writeString(
                conf.resolve("rules.json"),
                """
                {"alice": {"alice": "read list write delete"}, "reader": {"/": "read"}, "writer": {"/": "write"}}
                """);
        Path tokens = Files.writeString(
                conf.resolve("tokens"),
                Tokens.line("alice", ALICE, Optional.empty()) + "\n" + Tokens.line("reader", READER, Optional.empty())
                        + "\n" + Tokens.line("writer", WRITER, Optional.empty()) + "\n");
        byte[] secret = Tokens.create().getBytes(StandardCharsets.UTF_8);
        Path keys = Files.writeString(
                conf.resolve("keys"), "k1 alice " + Base64.getEncoder().encodeToString(secret) + "\n");
        key = LinkKey.read(keys).get("k1");
        JsonObject access = new JsonObject()
                .put("rules", rules.toString())
                .put("tokens", tokens.toString())
                .put("linkKeys", keys.toString());
        Listeners.open(
                vertx,
                "io.chunkgate.http.HttpServerVerticle",
                Listeners.config(root).put("access", access));
        probe = HttpProbe.of(vertx);
    }

    @Test
    void requestWithoutToken_returns401WithAChallenge() throws Exception {
        HttpProbe.Reply reply = probe.get("/files/alice/file.txt", Map.of());

        assertThat(reply.status()).isEqualTo(401);
        assertThat(reply.header("WWW-Authenticate")).isEqualTo("Bearer realm=\"chunkgate\"");
        assertThat(reply.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(reply.json().getString("code")).isEqualTo("UNAUTHENTICATED");
    }

    @Test
    void requestWithAnInvalidToken_returns401WithInvalidToken() throws Exception {
        for (String header : new String[] {"Bearer nonsense", "Basic YWxpY2U6eA==", "Bearer", "x"}) {
            HttpProbe.Reply reply = probe.get("/files/alice/file.txt", Map.of("Authorization", header));

            assertThat(reply.status()).as(header).isEqualTo(401);
            assertThat(reply.header("WWW-Authenticate")).contains("error=\"invalid_token\"");
            assertThat(reply.text()).doesNotContain("nonsense");
        }
    }

    @Test
    void permissions_areByMethodAndPrefix() throws Exception {
        assertThat(status(ALICE, GET, "/files/alice/")).isEqualTo(200);
        assertThat(status(ALICE, GET, "/files/alice/deep/")).isEqualTo(200);
        assertThat(status(ALICE, GET, "/files/")).isEqualTo(403);
        assertThat(status(ALICE, HEAD, "/files/other.txt")).isEqualTo(403);
        assertThat(status(READER, GET, "/files/alice/")).isEqualTo(403);
        assertThat(status(READER, GET, "/files/alice/file.txt")).isEqualTo(200);
        assertThat(status(READER, GET, "/files/alice"))
                .as("no redirect that reveals a folder")
                .isEqualTo(404);
        assertThat(status(READER, PUT, "/files/alice/file.txt")).isEqualTo(403);
        assertThat(status(READER, DELETE, "/files/alice/file.txt")).isEqualTo(403);
        assertThat(status(WRITER, DELETE, "/files/alice/file.txt")).isEqualTo(403);
        assertThat(status(WRITER, GET, "/files/alice/file.txt")).isEqualTo(403);
        assertThat(status(WRITER, GET, "/files/missing"))
                .as("the same, whether it is there or not")
                .isEqualTo(403);
        assertThat(status(ALICE, DELETE, "/files/alice/file.txt")).isEqualTo(204);
    }

    @Test
    void clientWithoutReadPermission_doesNotReplace_withIfNoneMatch() throws Exception {
        Map<String, String> ifFree =
                Map.of("Authorization", "Bearer " + WRITER, "If-None-Match", "*", "Content-Length", "0");

        assertThat(probe.send(HttpVersion.HTTP_1_1, PUT, "/files/other.txt", ifFree)
                        .status())
                .isEqualTo(412);
        assertThat(probe.send(HttpVersion.HTTP_1_1, PUT, "/files/new.txt", ifFree)
                        .status())
                .isEqualTo(201);
        assertThat(status(WRITER, PUT, "/files/other.txt")).isEqualTo(201);
    }

    @Test
    void upload_isAccessibleWithPermissionToWriteItsName() throws Exception {
        Map<String, String> create = Map.of(
                "Authorization",
                "Bearer " + WRITER,
                "Tus-Resumable",
                "1.0.0",
                "Upload-Length",
                "5",
                "Upload-Metadata",
                "filename " + Base64.getEncoder().encodeToString("in.bin".getBytes(StandardCharsets.UTF_8)));
        HttpProbe.Reply created = probe.send(HttpVersion.HTTP_1_1, POST, "/uploads", create);
        String upload = created.header("Location");

        assertThat(created.status()).isEqualTo(201);
        for (HttpMethod method : new HttpMethod[] {GET, HEAD, DELETE}) {
            assertThat(status(ALICE, method, upload)).as(method.name()).isEqualTo(403);
            assertThat(probe.send(HttpVersion.HTTP_1_1, method, upload, Map.of())
                            .status())
                    .isEqualTo(401);
        }
        assertThat(status(ALICE, GET, upload + "?follow")).isEqualTo(403);
        assertThat(status(WRITER, GET, upload)).isEqualTo(200);
        assertThat(status(WRITER, DELETE, upload)).isEqualTo(204);
    }

    @Test
    void links_workByTheirUrlAlone() throws Exception {
        String download = link("alice/file.txt", "GET", Long.MAX_VALUE);
        String upload = link("alice/ü & more.txt", "PUT", 10);

        assertThat(probe.get(download, Map.of()).text()).isEqualTo("content");
        assertThat(probe.get(download + "&download", Map.of("Range", "bytes=1-2"))
                        .text())
                .isEqualTo("on");
        assertThat(probe.send(HttpVersion.HTTP_2, HEAD, download, Map.of()).status())
                .isEqualTo(200);
        assertThat(status("", PUT, download)).isEqualTo(403);
        assertThat(status("", GET, download.replace("file.txt", "other.txt"))).isEqualTo(401);
        assertThat(status("", GET, download.replace("&key=k1", "&key=k2"))).isEqualTo(401);
        assertThat(status("", GET, upload)).isEqualTo(403);
        assertThat(status("", PUT, upload)).isEqualTo(201);
        assertThat(root.resolve("alice/ü & more.txt")).exists();
    }

    @Test
    void linkForAnUpload_limitsItsSize_alsoWithoutAnAnnouncedSize() throws Exception {
        String upload = link("alice/small.bin", "PUT", 4);

        assertThat(raw(upload, "Content-Length: 5\r\n\r\n12345")).isEqualTo(413);
        assertThat(raw(upload, "Transfer-Encoding: chunked\r\n\r\n5\r\n12345\r\n0\r\n\r\n"))
                .isEqualTo(413);
        assertThat(raw(upload.replace("max_bytes=4", "max_bytes=9"), "Content-Length: 5\r\n\r\n12345"))
                .isEqualTo(401);
        assertThat(root.resolve("alice/small.bin")).doesNotExist();
        assertThat(raw(upload, "Transfer-Encoding: chunked\r\n\r\n4\r\n1234\r\n0\r\n\r\n"))
                .isEqualTo(201);
    }

    @Test
    void healthAndOptions_needNoToken() throws Exception {
        assertThat(status("", GET, "/health/live")).isEqualTo(200);
        assertThat(status("", OPTIONS, "/uploads")).isEqualTo(204);
        assertThat(status("", POST, "/uploads")).isEqualTo(401);
        assertThat(status("", GET, "/files/")).isEqualTo(401);
    }

    private int raw(String target, String rest) throws Exception {
        String head = "PUT " + target + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n";
        try (RawHttp client = new RawHttp(probe.port())) {
            client.send((head + rest).getBytes(StandardCharsets.US_ASCII));
            return client.read().status();
        }
    }

    private int status(String token, HttpMethod method, String path) throws Exception {
        Map<String, String> headers = token.isEmpty() ? Map.of() : Map.of("Authorization", "Bearer " + token);
        return probe.send(HttpVersion.HTTP_1_1, method, path, headers).status();
    }

    private String link(String name, String method, long maxBytes) {
        Instant end = Instant.ofEpochSecond(Instant.now().getEpochSecond() + 60);
        return new SignedLink(FileName.of(name), method, end, maxBytes, "k1").target(key);
    }
}
