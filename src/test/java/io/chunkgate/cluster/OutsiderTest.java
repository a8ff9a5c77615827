package io.chunkgate.cluster;

import static io.chunkgate.testkit.ClusterNode.await;
import static io.chunkgate.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.chunkgate.access.Tokens;
import io.chunkgate.store.FileName;
import io.chunkgate.store.Upload;
import io.chunkgate.store.UploadId;
import io.chunkgate.store.UploadSpec;
import io.chunkgate.testkit.ClusterNode;
import io.chunkgate.testkit.HttpProbe;
import io.chunkgate.testkit.Listeners;
import io.chunkgate.testkit.TestData;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.test.fakecluster.FakeClusterManager;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a process can do that joins a cluster without a secret: read what is sent, and give false hints. */
class OutsiderTest {
    private static final int SIZE = 1_000_000;
    private static final byte[] BYTES = TestData.bytes(SIZE);
    private static final FileName NAME = FileName.of("file.bin");
    private static final String TOKEN = Tokens.create();
    private static final List<Object> GARBAGE = List.of(
            "text",
            1,
            Buffer.buffer("bytes"),
            new JsonArray(),
            new JsonObject(),
            new JsonObject().put("id", 1).put("upload", 2).put("kind", 3),
            new JsonObject().put("id", "x").put("listeners", new JsonArray().add("y")),
            new JsonObject().put("upload", "../x").put("kind", "COMMITTED"));

    @TempDir
    private Path root;

    @TempDir
    private Path conf;

    private final List<String> overheard = new CopyOnWriteArrayList<>();
    private ClusterNode a;
    private ClusterNode b;
    private Vertx outsider;

    @BeforeEach
    void join() throws Exception {
        a = ClusterNode.start(config(), ClusterNode.section("a"));
        b = ClusterNode.start(config(), ClusterNode.section("b"));
        outsider = await(
                Vertx.builder().withClusterManager(new FakeClusterManager()).buildClustered());
        listenTo(UploadHints.ADDRESS);
        listenTo(Membership.ADDRESS);
        eventually(() -> nodes(a), () -> nodes(a).size() == 2);
        eventually(() -> nodes(b), () -> nodes(b).size() == 2);
    }

    @AfterEach
    void leave() {
        b.close();
        a.close();
        await(outsider.close());
    }

    @Test
    void falseHints_garbageAndFalseNodes_changeNoByte_andLoseNoUpload() {
        Upload upload = begin(a);
        for (int from = SIZE / 2; from < SIZE; from += 100_000) {
            sendFalseMessages(upload.id());
            await(upload.write(from, bytes(from, from + 100_000)));
        }
        assertThat(upload.lost().isComplete()).isFalse();
        await(upload.commit());
        await(upload.close());
        sendFalseMessages(upload.id());

        assertThat(get(a, TOKEN).body()).isEqualTo(BYTES);
        assertThat(get(b, TOKEN).body()).isEqualTo(BYTES);
        assertThat(get(b, "").status()).isEqualTo(401);
    }

    @Test
    void outsiderThatRespondsInPlaceOfANode_makesNoOtherNodeMissABytes() {
        Upload upload = begin(a);
        upload.lost().onSuccess(reason -> upload.close());
        await(outsider.eventBus()
                .consumer(
                        NodeRequests.ADDRESS + idOf(a),
                        message -> message.reply(
                                new JsonObject().put("id", "false").put("transfers", 1)))
                .completion());

        Upload resumed = await(b.store().resume(upload.id()));
        assertThat(resumed.offset()).isEqualTo(SIZE / 2);
        await(resumed.write(SIZE / 2, bytes(SIZE / 2, SIZE)));
        await(resumed.commit());
        await(resumed.close());
        assertThat(get(a, TOKEN).body()).isEqualTo(BYTES);
        assertThat(nodes(b).toString()).doesNotContain("false");
    }

    @Test
    void falseNodesWithoutEnd_areNotAllRemembered() {
        outsider.eventBus().publish(Membership.ADDRESS, node("first"));
        for (ClusterNode node : List.of(a, b)) { // Vert.x logs messages that are sent while it connects.
            eventually(() -> nodes(node), () -> nodes(node).toString().contains("first"));
        }
        for (int i = 0; i < 1000; i++) {
            outsider.eventBus().publish(Membership.ADDRESS, node("false" + i));
        }
        eventually(() -> nodes(b), () -> nodes(b).size() > 50);
        assertThat(nodes(b).size()).isLessThanOrEqualTo(101);
    }

    @Test
    void noTokenAndNoContent_isSentBetweenNodes_andNoRequestOfAnOutsiderReturnsThem() {
        byte[] content = "content that only clients may see".getBytes(StandardCharsets.US_ASCII);
        String address = NodeRequests.ADDRESS + idOf(a);
        Upload upload =
                await(a.store().create(UploadSpec.of(NAME, content.length).asResumable()));
        upload.lost().onSuccess(reason -> upload.close());
        await(upload.write(0, Buffer.buffer(content)));
        Upload resumed = await(b.store().resume(upload.id()));
        await(resumed.commit());
        await(resumed.close());
        assertThat(get(a, TOKEN).body()).isEqualTo(content);
        for (Object request : List.of(
                new JsonObject(), new JsonObject().put("upload", upload.id().value()))) {
            overheard.add(request(address, request));
        }

        assertThat(overheard).isNotEmpty();
        assertThat(overheard).noneMatch(message -> message.contains(TOKEN) || message.contains("only clients"));
    }

    @Test
    void headersOfNodesOfEarlierVersions_meanNothingFromClients() throws Exception {
        Files.write(root.resolve(NAME.value()), BYTES);
        for (String header : List.of("chunkgate-forwarded", "x-forwarded-user", "x-chunkgate-principal", "forwarded")) {
            Map<String, String> headers = Map.of(header, "for=127.0.0.1;user=alice");
            assertThat(b.http().get("/files/file.bin", headers).status()).isEqualTo(401);
        }
    }

    private void sendFalseMessages(UploadId upload) {
        FalseHints.send(outsider, upload);
        String id = idOf(a);
        for (String address : List.of(UploadHints.ADDRESS, Membership.ADDRESS, NodeRequests.ADDRESS + id)) {
            GARBAGE.forEach(body -> outsider.eventBus().publish(address, body));
        }
        outsider.eventBus().publish(Membership.ADDRESS, node("stranger"));
        outsider.eventBus().publish(Membership.ADDRESS, node(id).put("leaving", true));
    }

    private static JsonObject node(String id) {
        return new Node(id, id, Instant.EPOCH, List.of(new ListenerAddress("http", "evil.example", 80))).toJson();
    }

    private void listenTo(String address) {
        await(outsider.eventBus()
                .consumer(address, (Message<Object> message) -> overheard.add(String.valueOf(message.body())))
                .completion());
    }

    private String request(String address, Object body) {
        return await(outsider.eventBus()
                .request(address, body)
                .map(reply -> String.valueOf(reply.body()))
                .recover(cause -> Future.succeededFuture(String.valueOf(cause))));
    }

    private Upload begin(ClusterNode node) {
        Upload upload = await(node.store().create(UploadSpec.of(NAME, SIZE).asResumable()));
        await(upload.write(0, bytes(0, SIZE / 2)));
        return upload;
    }

    private JsonObject config() throws IOException {
        Files.writeString(conf.resolve("rules.json"), "{\"alice\": {\"/\": \"read list write\"}}");
        Files.writeString(conf.resolve("tokens"), Tokens.line("alice", TOKEN, Optional.empty()) + "\n");
        return Listeners.config(root)
                .put(
                        "access",
                        new JsonObject()
                                .put("rules", conf.resolve("rules.json").toString())
                                .put("tokens", conf.resolve("tokens").toString()));
    }

    /** The id of a node, which its announcements have. */
    private static String idOf(ClusterNode node) {
        return cluster(node).getString("self");
    }

    private static JsonArray nodes(ClusterNode node) {
        return cluster(node).getJsonArray("nodes");
    }

    private static JsonObject cluster(ClusterNode node) {
        return get(node, "/cluster", TOKEN).json();
    }

    private static HttpProbe.Reply get(ClusterNode node, String token) {
        return get(node, "/files/file.bin", token);
    }

    private static HttpProbe.Reply get(ClusterNode node, String path, String token) {
        try {
            return node.http().get(path, token.isEmpty() ? Map.of() : Map.of("authorization", "Bearer " + token));
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static Buffer bytes(int from, int to) {
        return Buffer.buffer(Arrays.copyOfRange(BYTES, from, to));
    }
}
