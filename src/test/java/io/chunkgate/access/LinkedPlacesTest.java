package io.chunkgate.access;

import static io.vertx.core.http.HttpMethod.DELETE;
import static io.vertx.core.http.HttpMethod.GET;
import static io.vertx.core.http.HttpMethod.HEAD;
import static org.assertj.core.api.Assertions.assertThat;

import io.chunkgate.client.ClientException;
import io.chunkgate.client.GatewayAccess;
import io.chunkgate.client.GatewayClient;
import io.chunkgate.client.GatewayUrl;
import io.chunkgate.client.ReadRequest;
import io.chunkgate.client.RemoteFolderPage;
import io.chunkgate.client.RemoteRead;
import io.chunkgate.client.RemoteUpload;
import io.chunkgate.client.UploadRequest;
import io.chunkgate.server.net.Listener;
import io.chunkgate.testkit.CheckedVertx;
import io.chunkgate.testkit.HttpProbe;
import io.chunkgate.testkit.Listeners;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Symbolic links in the store do not lead around the rules, and a client that may only list learns no digest. */
@ExtendWith(CheckedVertx.class)
class LinkedPlacesTest {
    private static final String HTTP = "io.chunkgate.http.HttpServerVerticle";
    private static final String BOB = Tokens.create();
    private static final String LISTER = Tokens.create();

    @TempDir
    Path root;

    @TempDir
    Path conf;

    private JsonObject config;

    @BeforeEach
    void write() throws IOException {
        Files.createDirectories(root.resolve("private"));
        Files.createDirectories(root.resolve("bob/own"));
        Files.writeString(root.resolve("private/s"), "secret");
        Files.writeString(root.resolve("bob/own/f"), "content");
        Files.createSymbolicLink(root.resolve("bob/l"), Path.of("../private/s"));
        Files.createSymbolicLink(root.resolve("bob/d"), Path.of("../private"));
        Files.createSymbolicLink(root.resolve("bob/mine"), Path.of("own/f"));
        Path rules = Files.writeString(
                conf.resolve("rules.json"),
                """
                {"bob": {"bob/": "read list write delete 1MiB"}, "lister": {"/": "list"}}
                """);
        Path tokens = Files.writeString(
                conf.resolve("tokens"),
                Tokens.line("bob", BOB, Optional.empty()) + "\n" + Tokens.line("lister", LISTER, Optional.empty())
                        + "\n");
        JsonObject access = new JsonObject().put("rules", rules.toString()).put("tokens", tokens.toString());
        config = Listeners.config(root).put("access", access);
    }

    @ParameterizedTest
    @CsvSource({
        HTTP + ", HTTP, http",
        "io.chunkgate.grpc.GrpcServerVerticle, GRPC, grpc",
        "io.chunkgate.tcp.TcpServerVerticle, TCP, tcp"
    })
    void linkToAPlaceWithoutPermission_isRefused(String server, Listener listener, String scheme, Vertx vertx)
            throws Exception {
        GatewayClient client = client(vertx, server, listener, scheme, BOB);
        SoftAssertions soft = new SoftAssertions();
        for (String name : new String[] {"bob/l", "bob/d/s"}) {
            soft.assertThat(outcome(client.stat(name))).as("stat " + name).isEqualTo("PERMISSION_DENIED");
            for (boolean follow : new boolean[] {false, true}) {
                ReadRequest read = new ReadRequest(name, 0, OptionalLong.empty(), Optional.empty(), follow);
                soft.assertThat(outcome(client.read(read).onSuccess(RemoteRead::cancel)))
                        .as("read " + name)
                        .isEqualTo("PERMISSION_DENIED");
            }
        }
        for (String name : new String[] {"bob/d/s", "bob/d/new", "bob/d/a/b"}) {
            soft.assertThat(outcome(client.create(new UploadRequest(name, OptionalLong.of(0), true))
                            .onSuccess(RemoteUpload::close)))
                    .as("write " + name)
                    .isEqualTo("PERMISSION_DENIED");
        }
        soft.assertThat(outcome(client.stat("bob/mine"))).as("own link").isEqualTo("OK");
        soft.assertAll();
        assertThatNothingChanged();
        client.close().await(10, TimeUnit.SECONDS);
    }

    @Test
    void everyHttpMethodOnALinkedPlace_isRefused(Vertx vertx) throws Exception {
        Files.writeString(root.resolve("private/s.gz"), "gz");
        Files.writeString(root.resolve("bob/plain"), "plain");
        Files.createSymbolicLink(root.resolve("bob/plain.gz"), Path.of("../private/s.gz"));
        Listeners.open(vertx, HTTP, config);
        HttpProbe probe = HttpProbe.of(vertx);

        for (HttpMethod method : new HttpMethod[] {GET, HEAD, DELETE}) {
            assertThat(send(probe, method, "/files/bob/d/s", Map.of()).status())
                    .as(method.name())
                    .isEqualTo(403);
        }
        assertThat(send(probe, GET, "/files/bob/d/", Map.of()).status()).isEqualTo(403);
        Map<String, String> digest = Map.of("Want-Repr-Digest", "sha-256=10");
        assertThat(send(probe, HEAD, "/files/bob/l", digest).status()).isEqualTo(403);
        HttpProbe.Reply sibling = send(probe, GET, "/files/bob/plain", Map.of("Accept-Encoding", "gzip"));
        assertThat(sibling.header("Content-Encoding")).isNull();
        assertThat(sibling.text()).isEqualTo("plain");
        assertThat(send(probe, DELETE, "/files/bob/l", Map.of()).status()).isEqualTo(204);
        assertThat(root.resolve("bob/l")).doesNotExist();
        assertThatNothingChanged();
    }

    @ParameterizedTest
    @CsvSource({HTTP + ", HTTP, http", "io.chunkgate.grpc.GrpcServerVerticle, GRPC, grpc"})
    void listing_hidesLinkedPlaces_andTags(String server, Listener listener, String scheme, Vertx vertx)
            throws Exception {
        GatewayClient bob = client(vertx, server, listener, scheme, BOB);
        assertThat(bob.list("bob", Optional.empty()).await(10, TimeUnit.SECONDS).entries())
                .extracting(RemoteFolderPage.Entry::name)
                .containsExactly("mine", "own");
        assertThat(bob.list("bob/own", Optional.empty())
                        .await(10, TimeUnit.SECONDS)
                        .entries())
                .allMatch(entry -> entry.etag().isPresent());
        bob.close().await(10, TimeUnit.SECONDS);

        GatewayClient lister = client(vertx, listener, scheme, LISTER);
        assertThat(lister.list("bob", Optional.empty())
                        .await(10, TimeUnit.SECONDS)
                        .entries())
                .extracting(RemoteFolderPage.Entry::name)
                .containsExactly("d", "l", "mine", "own");
        assertThat(lister.list("bob/own", Optional.empty())
                        .await(10, TimeUnit.SECONDS)
                        .entries())
                .hasSize(1)
                .allMatch(entry -> entry.etag().isEmpty());
        lister.close().await(10, TimeUnit.SECONDS);
    }

    @Test
    void loopOfLinks_isNotCountedForAQuota(Vertx vertx) throws Exception {
        Files.createSymbolicLink(root.resolve("bob/loop"), Path.of("."));
        Files.createSymbolicLink(root.resolve("bob/own/up"), Path.of(".."));
        Listeners.open(vertx, HTTP, config);
        HttpProbe probe = HttpProbe.of(vertx);

        assertThat(send(probe, HttpMethod.PUT, "/files/bob/loop/loop/new", Map.of())
                        .status())
                .isEqualTo(201);
        assertThat(root.resolve("bob/new")).exists();
    }

    @Test
    void conditionOfAWriter_doesNotRevealTheTag(Vertx vertx) throws Exception {
        Path rules = conf.resolve("rules.json");
        Files.writeString(rules, "{\"bob\": {\"bob/\": \"write delete\"}}");
        Listeners.open(vertx, HTTP, config);
        HttpProbe probe = HttpProbe.of(vertx);
        for (HttpMethod method : new HttpMethod[] {HttpMethod.PUT, DELETE}) {
            HttpProbe.Reply reply = send(probe, method, "/files/bob/own/f", Map.of("If-Match", "\"guess\""));
            assertThat(reply.status()).isNotEqualTo(200).isNotEqualTo(204);
            assertThat(reply.header("ETag")).isNull();
            String inode =
                    Files.getAttribute(root.resolve("bob/own/f"), "unix:ino").toString();
            assertThat(reply.text()).doesNotContain("-" + Long.toHexString(Long.parseLong(inode)));
        }
    }

    private static HttpProbe.Reply send(HttpProbe probe, HttpMethod method, String path, Map<String, String> headers)
            throws Exception {
        Map<String, String> all = new HashMap<>(headers);
        all.put("Authorization", "Bearer " + BOB);
        return probe.send(HttpVersion.HTTP_1_1, method, path, all);
    }

    private GatewayClient client(Vertx vertx, String server, Listener listener, String scheme, String token)
            throws Exception {
        Listeners.open(vertx, server, config);
        return client(vertx, listener, scheme, token);
    }

    private static GatewayClient client(Vertx vertx, Listener listener, String scheme, String token) {
        GatewayUrl url = new GatewayUrl(scheme, "127.0.0.1", Listeners.port(vertx, listener), "");
        return GatewayClient.of(vertx, url, GatewayAccess.withToken(token));
    }

    private void assertThatNothingChanged() throws IOException {
        assertThat(Files.readString(root.resolve("private/s"))).isEqualTo("secret");
        try (Stream<Path> found = Files.list(root.resolve("private"))) {
            assertThat(found.map(Path::getFileName).map(Path::toString).filter(name -> !name.equals("s.gz")))
                    .containsExactly("s");
        }
    }

    private static String outcome(Future<?> call) throws Exception {
        try {
            call.await(10, TimeUnit.SECONDS);
            return "OK";
        } catch (ClientException e) {
            return e.code().toString();
        }
    }
}
