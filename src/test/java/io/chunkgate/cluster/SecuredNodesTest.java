package io.chunkgate.cluster;

import static io.chunkgate.testing.ClusterNode.await;
import static io.chunkgate.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chunkgate.access.Tokens;
import io.chunkgate.client.ClientException;
import io.chunkgate.client.GatewayAccess;
import io.chunkgate.client.GatewayClient;
import io.chunkgate.client.GatewayUrl;
import io.chunkgate.client.ReadRequest;
import io.chunkgate.client.RemoteRead;
import io.chunkgate.client.RemoteUpload;
import io.chunkgate.client.UploadRequest;
import io.chunkgate.door.Listener;
import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.FileName;
import io.chunkgate.testing.Certificates;
import io.chunkgate.testing.CheckedVertx;
import io.chunkgate.testing.ClusterNode;
import io.chunkgate.testing.Doors;
import io.chunkgate.testing.TestData;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.PemTrustOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nodes with rules and TLS, a folder each: clients and nodes show who they are. */
class SecuredNodesTest {
    private static final String ALICE = Tokens.create();
    private static final String BOB = Tokens.create();
    private static final String NODES = Tokens.create();
    private static final int SIZE = 3_000_000;
    private static final byte[] BYTES = TestData.bytes(SIZE);

    @TempDir
    private static Path rootOfA;

    @TempDir
    private static Path rootOfB;

    @TempDir
    private static Path conf;

    private static Certificates certificates;
    private static ClusterNode a;
    private static ClusterNode b;

    @BeforeAll
    static void start() throws Exception {
        Files.writeString(
                conf.resolve("rules.json"),
                """
                {
                  "alice": {"alice/": "read write"},
                  "bob": {"bob/": "read write"},
                  "nodes": {"/": "read list write delete"}
                }
                """);
        Files.writeString(
                conf.resolve("tokens"),
                Tokens.line("alice", ALICE, Optional.empty()) + "\n"
                        + Tokens.line("bob", BOB, Optional.empty()) + "\n"
                        + Tokens.line("nodes", NODES, Optional.empty()) + "\n");
        certificates = new Certificates(conf);
        TestData.file(Files.createDirectory(rootOfA.resolve("alice")).resolve("file.bin"), SIZE);
        a = ClusterNode.start(config(rootOfA, "a"), section("a", NODES));
        b = ClusterNode.start(config(rootOfB, "b"), section("b", NODES));
        awaitSeen(b, 2);
        awaitSeen(a, 2);
    }

    @AfterAll
    static void stop() {
        b.close();
        a.close();
    }

    @Test
    void fileOfAnotherNode_isForWhoeverMayHaveIt_andForNobodyElse() {
        for (String scheme : new String[] {"https", "grpcs", "tcps"}) {
            assertThat(await(download(client(b, scheme, ALICE), "alice/file.bin", false)))
                    .isEqualTo(BYTES);
            assertRefused(ErrorCode.PERMISSION_DENIED, read(client(b, scheme, BOB), "alice/file.bin", false));
            assertRefused(ErrorCode.UNAUTHENTICATED, read(client(b, scheme, Tokens.create()), "alice/file.bin", false));
        }
    }

    @Test
    void uploadOfOneNode_goesOnAtTheOther_andIsFollowedThere() {
        UploadRequest request = new UploadRequest("alice/cut.bin", OptionalLong.of(SIZE), true);
        RemoteUpload begun = await(client(a, "grpcs", ALICE).create(request));
        await(begun.write(bytes(0, SIZE / 2)));
        begun.close();
        Future<byte[]> followed = download(client(b, "https", ALICE), "alice/cut.bin", true);
        assertRefused(ErrorCode.PERMISSION_DENIED, client(b, "tcps", BOB).resume(begun.id(), request));

        RemoteUpload resumed = await(client(b, "tcps", ALICE).resume(begun.id(), request));
        await(resumed.write(bytes((int) resumed.offset(), SIZE)));
        await(resumed.commit(TestData.sha256(BYTES)));
        resumed.close();

        assertThat(await(followed)).isEqualTo(BYTES);
        assertThat(rootOfA.resolve("alice/cut.bin")).hasBinaryContent(BYTES);
    }

    @Test
    void clusterPage_isForWhoMayListTheRoot_andHasNoSecrets() {
        assertThat(cluster(a, Tokens.create()).statusCode()).isEqualTo(401);
        assertThat(cluster(a, ALICE).statusCode()).isEqualTo(403);
        HttpClientResponse page = cluster(a, NODES);
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(await(page.body()).toString()).contains("\"b\"").doesNotContain(NODES);
    }

    @Test
    void nodeWithAWrongToken_getsNothing_andSaysSo(@TempDir Path rootOfC) throws Exception {
        try (ClusterNode c = ClusterNode.start(config(rootOfC, "c"), section("c", Tokens.create()))) {
            awaitSeen(c, 3);
            assertNotTrusted(c);
        }
    }

    @Test
    void nodesThatDoNotBelieveEachOthersCertificates_sayNothingElse(@TempDir Path rootOfD, @TempDir Path others)
            throws Exception {
        JsonObject cluster = section("d", NODES)
                .put("authorities", new Certificates(others).authorities().toString());
        try (ClusterNode d = ClusterNode.start(config(rootOfD, "d"), cluster)) {
            awaitSeen(d, 3);
            assertNotTrusted(d);
        }
    }

    private static void assertNotTrusted(ClusterNode node) {
        Future<byte[]> bytes = download(client(node, "https", ALICE), "alice/file.bin", false);
        assertThatThrownBy(() -> await(bytes)).isInstanceOf(ClientException.class);
        assertThatThrownBy(() ->
                        await(node.store().open(FileName.of("alice/file.bin")).compose(file -> file.read(0, 10)
                                .eventually(file::close))))
                .hasMessage("nodes of the cluster do not trust each other");
    }

    private static JsonObject config(Path root, String name) throws Exception {
        Certificates.Pair own = certificates.server(name);
        JsonObject config = Doors.config(root);
        config.getJsonObject("tcp").put("tlsPort", 0);
        return config.put(
                        "tls",
                        new JsonObject()
                                .put("certificate", own.certificate().toString())
                                .put("key", own.key().toString()))
                .put(
                        "access",
                        new JsonObject()
                                .put("rules", conf.resolve("rules.json").toString())
                                .put("tokens", conf.resolve("tokens").toString()));
    }

    private static JsonObject section(String name, String token) {
        return ClusterNode.section(name)
                .put("absenceMs", 0)
                .put("token", token)
                .put("authorities", certificates.authorities().toString());
    }

    private static GatewayClient client(ClusterNode node, String scheme, String token) {
        Listener listener =
                switch (scheme) {
                    case "https" -> Listener.HTTP;
                    case "grpcs" -> Listener.GRPC;
                    default -> Listener.TCP_TLS;
                };
        GatewayUrl url = new GatewayUrl(scheme, "127.0.0.1", Doors.port(node.vertx(), listener), "");
        GatewayAccess access = GatewayAccess.withToken(token).trusting(certificates.authorities());
        return CheckedVertx.keep(GatewayClient.of(node.vertx(), url, access));
    }

    private static HttpClientResponse cluster(ClusterNode node, String token) {
        HttpClientOptions options = new HttpClientOptions()
                .setSsl(true)
                .setTrustOptions(new PemTrustOptions()
                        .addCertPath(certificates.authorities().toString()));
        RequestOptions request = new RequestOptions()
                .setMethod(HttpMethod.GET)
                .setHost("127.0.0.1")
                .setPort(Doors.port(node.vertx(), Listener.HTTP))
                .setURI("/cluster")
                .putHeader("Authorization", "Bearer " + token);
        return await(CheckedVertx.keep(node.vertx().createHttpClient(options))
                .request(request)
                .compose(asked -> asked.send().compose(answer -> answer.body().map(answer))));
    }

    private static void awaitSeen(ClusterNode node, int count) {
        eventually(
                () -> await(cluster(node, NODES).body()),
                () -> await(cluster(node, NODES).body())
                                .toJsonObject()
                                .getJsonArray("nodes")
                                .size()
                        == count);
    }

    private static Future<RemoteRead> read(GatewayClient client, String name, boolean follow) {
        return client.read(new ReadRequest(name, 0, OptionalLong.empty(), Optional.empty(), follow));
    }

    private static Future<byte[]> download(GatewayClient client, String name, boolean follow) {
        return read(client, name, follow).compose(read -> {
            Promise<byte[]> all = Promise.promise();
            Buffer bytes = Buffer.buffer();
            read.bytes()
                    .exceptionHandler(all::tryFail)
                    .endHandler(end -> all.tryComplete(bytes.getBytes()))
                    .handler(bytes::appendBuffer)
                    .resume();
            return all.future();
        });
    }

    private static Buffer bytes(int from, int to) {
        return Buffer.buffer(Arrays.copyOfRange(BYTES, from, to));
    }

    private static void assertRefused(ErrorCode code, Future<?> future) {
        assertThatThrownBy(() -> await(future)).isInstanceOfSatisfying(ClientException.class, e -> assertThat(e.code())
                .isEqualTo(code));
    }
}
