package io.chunkgate.crossprotocol;

import static io.chunkgate.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chunkgate.access.Jwts;
import io.chunkgate.access.LinkKey;
import io.chunkgate.access.SignedLink;
import io.chunkgate.access.Tokens;
import io.chunkgate.client.ClientException;
import io.chunkgate.client.GatewayAccess;
import io.chunkgate.client.GatewayClient;
import io.chunkgate.client.GatewayUrl;
import io.chunkgate.client.ReadRequest;
import io.chunkgate.client.RemoteRead;
import io.chunkgate.client.RemoteUpload;
import io.chunkgate.client.UploadRequest;
import io.chunkgate.server.net.Listener;
import io.chunkgate.store.FileName;
import io.chunkgate.testkit.CheckedVertx;
import io.chunkgate.testkit.Listeners;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every protocol allows and refuses the same requests. */
@ExtendWith(CheckedVertx.class)
class AccessTest {
    private enum ServerUnderTest {
        HTTP("io.chunkgate.http.HttpServerVerticle", Listener.HTTP, "http"),
        GRPC("io.chunkgate.grpc.GrpcServerVerticle", Listener.GRPC, "grpc"),
        TCP("io.chunkgate.tcp.TcpServerVerticle", Listener.TCP, "tcp");

        private final String verticle;
        private final Listener listener;
        private final String scheme;

        ServerUnderTest(String verticle, Listener listener, String scheme) {
            this.verticle = verticle;
            this.listener = listener;
            this.scheme = scheme;
        }
    }

    private static final String ALICE = Tokens.create();
    private static final String OLD = Tokens.create();
    private static final String WRITER = Tokens.create();
    private static final String SECRET = Base64.getEncoder().encodeToString(new byte[32]);
    private static final String OTHER_SECRET =
            Base64.getEncoder().encodeToString(Tokens.create().getBytes(StandardCharsets.UTF_8));

    @TempDir
    Path root;

    @TempDir
    Path conf;

    private final Map<String, GatewayClient> clients = new LinkedHashMap<>();
    private Function<GatewayAccess, GatewayClient> newClient;
    private Jwts issuer;
    private LinkKey key;
    private LinkKey otherKey;

    @AfterEach
    void closeClients() throws Exception {
        for (GatewayClient client : clients.values()) {
            client.close().await(10, TimeUnit.SECONDS);
        }
    }

    @ParameterizedTest
    @EnumSource
    void unknownClient_isUnauthenticated(ServerUnderTest server, Vertx vertx) throws Exception {
        open(server, vertx);
        JsonObject claims = Jwts.claims("alice");
        String good = issuer.token(claims);
        Map<String, String> tokens = new LinkedHashMap<>();
        tokens.put("unknown", Tokens.create());
        tokens.put("expired token", OLD);
        tokens.put(
                "expired JWT",
                issuer.token(claims.copy().put("exp", Instant.now().getEpochSecond() - 60)));
        tokens.put("endless JWT", issuer.token(without(claims, "exp")));
        tokens.put(
                "early JWT", issuer.token(claims.copy().put("nbf", Instant.now().getEpochSecond() + 600)));
        tokens.put("wrong audience", issuer.token(claims.copy().put("aud", "another")));
        tokens.put("wrong issuer", issuer.token(claims.copy().put("iss", "https://evil.example")));
        tokens.put("no subject", issuer.token(without(claims, "sub")));
        tokens.put("algorithm none", Jwts.unsigned(claims));
        tokens.put("public key as secret", issuer.signedWithPublicKeyAsSecret(claims));
        tokens.put("another issuer's key", new Jwts().token(claims));
        tokens.put("tampered payload", tampered(good, 1));
        tokens.put("tampered signature", tampered(good, 2));
        tokens.put("half a JWT", good.substring(0, good.lastIndexOf('.')));
        tokens.put("forged link", link("alice/file.bin", "GET", 60).target(otherKey));
        tokens.put(
                "link for another file",
                link("alice/other", "GET", 60).target(key).replace("other", "file.bin"));
        tokens.put(
                "link made longer",
                link("alice/file.bin", "GET", 60).target(key).replace("expires=", "expires=9"));
        tokens.put("expired link", link("alice/file.bin", "GET", -1).target(key));
        tokens.put("garbage", "/files/%zz?signature=&&=");

        SoftAssertions soft = new SoftAssertions();
        tokens.forEach((what, token) ->
                soft.assertThat(outcome(read(token, "alice/file.bin"))).as(what).isEqualTo("UNAUTHENTICATED"));
        soft.assertThat(outcome(anonymous().stat("alice/file.bin")))
                .as("nothing")
                .isEqualTo("UNAUTHENTICATED");
        soft.assertAll();
    }

    @ParameterizedTest
    @EnumSource
    void knownClient_hasItsRightsAndNoOthers(ServerUnderTest server, Vertx vertx) throws Exception {
        open(server, vertx);
        String jwt = issuer.token(Jwts.claims("alice"));
        String download = link("alice/file.bin", "GET", 60).target(key);
        String upload = link("alice/new.bin", "PUT", 60).target(key);

        SoftAssertions soft = new SoftAssertions();
        soft.assertThat(outcome(read(ALICE, "alice/file.bin"))).isEqualTo("OK");
        soft.assertThat(outcome(read(jwt, "alice/file.bin"))).isEqualTo("OK");
        soft.assertThat(outcome(read(download, "alice/file.bin"))).isEqualTo("OK");
        soft.assertThat(outcome(read(ALICE, "everybody/file.bin"))).isEqualTo("OK");
        soft.assertThat(outcome(create(ALICE, "alice/new.bin"))).isEqualTo("OK");
        soft.assertThat(outcome(create(upload, "alice/new.bin"))).isEqualTo("OK");
        soft.assertThat(outcome(create(WRITER, "in/new.bin"))).isEqualTo("OK");

        soft.assertThat(outcome(read(ALICE, "bob/file.bin"))).isEqualTo("PERMISSION_DENIED");
        soft.assertThat(outcome(read(jwt, "bob/file.bin"))).isEqualTo("PERMISSION_DENIED");
        soft.assertThat(outcome(read(ALICE, "bob/missing"))).isEqualTo("PERMISSION_DENIED");
        soft.assertThat(outcome(read(ALICE, "alice-not/file.bin"))).isEqualTo("PERMISSION_DENIED");
        soft.assertThat(outcome(create(ALICE, "bob/new.bin"))).isEqualTo("PERMISSION_DENIED");
        soft.assertThat(outcome(create(ALICE, "everybody/new.bin"))).isEqualTo("PERMISSION_DENIED");
        soft.assertThat(outcome(read(download, "alice/other"))).isEqualTo("PERMISSION_DENIED");
        soft.assertThat(outcome(create(download, "alice/file.bin"))).isEqualTo("PERMISSION_DENIED");
        soft.assertThat(outcome(read(upload, "alice/new.bin"))).isEqualTo("PERMISSION_DENIED");
        soft.assertThat(outcome(read(WRITER, "in/file.bin"))).isEqualTo("PERMISSION_DENIED");
        soft.assertThat(outcome(read(link("bob/file.bin", "GET", 60).target(key), "bob/file.bin")))
                .as("a link for what its maker may not do")
                .isEqualTo("PERMISSION_DENIED");
        soft.assertAll();
    }

    @ParameterizedTest
    @EnumSource
    void uploadOfAnotherClient_cannotBeResumedOrQueriedById(ServerUnderTest server, Vertx vertx) throws Exception {
        open(server, vertx);
        UploadRequest request = new UploadRequest("in/secret.bin", OptionalLong.of(10), false);
        RemoteUpload upload = client(WRITER).create(request).await(10, TimeUnit.SECONDS);
        String id = upload.id();

        assertThat(outcome(client(ALICE).storedBytes(id))).isEqualTo("PERMISSION_DENIED");
        assertThat(outcome(client(ALICE).resume(id, request))).isEqualTo("PERMISSION_DENIED");
        assertThat(outcome(client(WRITER).storedBytes(id))).isEqualTo("OK");
        upload.close();
    }

    @ParameterizedTest
    @EnumSource
    void removedToken_isRefusedSoon(ServerUnderTest server, Vertx vertx) throws Exception {
        open(server, vertx);
        assertThat(outcome(read(ALICE, "alice/file.bin"))).isEqualTo("OK");

        Files.writeString(conf.resolve("tokens"), "# nobody\n");

        eventually(() -> "still let in", () -> outcome(read(ALICE, "alice/file.bin"))
                .equals("UNAUTHENTICATED"));
    }

    @ParameterizedTest
    @EnumSource
    void serverOnAnotherAddress_withoutRules_doesNotOpen(ServerUnderTest server, Vertx vertx) {
        JsonObject config = Listeners.config(root).put("server", new JsonObject().put("host", "0.0.0.0"));
        assertThatThrownBy(() -> Listeners.open(vertx, server.verticle, config))
                .hasMessageContaining(
                        "server.host: \"0.0.0.0\" (expected: a loopback address; or access.rules; or --open");
    }

    private void open(ServerUnderTest server, Vertx vertx) throws Exception {
        for (String folder : new String[] {"alice", "alice-not", "bob", "everybody", "in"}) {
            Files.createDirectory(root.resolve(folder));
            Files.writeString(root.resolve(folder).resolve("file.bin"), "content");
        }
        issuer = new Jwts();
        Files.writeString(
                conf.resolve("rules.json"),
                """
                {
                  // Comments are allowed.
                  "alice": {"alice/": "read list write delete"},
                  "writer": {"in": "write"},
                  "*": {"everybody": "read, list"}
                }
                """);
        Files.writeString(
                conf.resolve("tokens"),
                "# principal hash [end]\n\n"
                        + Tokens.line("alice", ALICE, Optional.of(Instant.now().plus(Duration.ofHours(1)))) + "\n"
                        + Tokens.line("alice", OLD, Optional.of(Instant.parse("2020-01-01T00:00:00Z"))) + "\n"
                        + Tokens.line("writer", WRITER, Optional.empty()) + "\n");
        Files.writeString(conf.resolve("keys"), "k1 alice " + SECRET + "\n");
        Files.writeString(conf.resolve("other-keys"), "k1 alice " + OTHER_SECRET + "\n");
        key = LinkKey.read(conf.resolve("keys")).get("k1");
        otherKey = LinkKey.read(conf.resolve("other-keys")).get("k1");
        JsonObject access = new JsonObject()
                .put("rules", conf.resolve("rules.json").toString())
                .put("tokens", conf.resolve("tokens").toString())
                .put("linkKeys", conf.resolve("keys").toString())
                .put("jwtKeys", issuer.writeSet(conf.resolve("jwks.json")).toString())
                .put("jwtIssuer", Jwts.ISSUER)
                .put("jwtAudience", Jwts.AUDIENCE);
        Listeners.open(vertx, server.verticle, Listeners.config(root).put("access", access));
        GatewayUrl url = new GatewayUrl(server.scheme, "127.0.0.1", Listeners.port(vertx, server.listener), "");
        newClient = shown -> GatewayClient.of(vertx, url, shown);
    }

    private GatewayClient anonymous() {
        return clients.computeIfAbsent("", none -> newClient.apply(GatewayAccess.ANONYMOUS));
    }

    private GatewayClient client(String token) {
        return clients.computeIfAbsent(token, shown -> newClient.apply(GatewayAccess.withToken(shown)));
    }

    private Future<?> read(String token, String name) {
        return client(token).read(ReadRequest.whole(name)).onSuccess(RemoteRead::cancel);
    }

    private Future<?> create(String token, String name) {
        return client(token)
                .create(new UploadRequest(name, OptionalLong.of(10), true))
                .onSuccess(RemoteUpload::close);
    }

    private static String outcome(Future<?> call) {
        try {
            call.await(10, TimeUnit.SECONDS);
            return "OK";
        } catch (ClientException e) {
            return e.code().name();
        } catch (Exception e) {
            return e.toString();
        }
    }

    private static SignedLink link(String name, String method, long seconds) {
        Instant end = Instant.ofEpochSecond(Instant.now().getEpochSecond() + seconds);
        return new SignedLink(FileName.of(name), method, end, Long.MAX_VALUE, "k1");
    }

    private static JsonObject without(JsonObject claims, String name) {
        JsonObject rest = claims.copy();
        rest.remove(name);
        return rest;
    }

    /** Changes a letter in one part. */
    private static String tampered(String token, int part) {
        String[] parts = token.split("\\.");
        char second = parts[part].charAt(1);
        parts[part] = parts[part].charAt(0) + (second == 'A' ? "B" : "A") + parts[part].substring(2);
        return String.join(".", parts);
    }
}
