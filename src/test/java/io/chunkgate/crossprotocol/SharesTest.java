package io.chunkgate.crossprotocol;

import static io.chunkgate.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

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
import io.chunkgate.testkit.CheckedVertx;
import io.chunkgate.testkit.Descriptors;
import io.chunkgate.testkit.EventStream;
import io.chunkgate.testkit.Listeners;
import io.chunkgate.testkit.RawHttp;
import io.chunkgate.transfer.Transfers;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** One client that takes as much as it may, beside another one. */
@ExtendWith(CheckedVertx.class)
class SharesTest {
    private static final String ALICE = Tokens.create();
    private static final String BOB = Tokens.create();
    private static final int DAY_MS = 86_400_000;

    /** Longer than the step of the clock that a file system reads: the next upload is younger. */
    private static final long FILE_TIME_MILLIS = 20;

    @TempDir
    Path root;

    @TempDir
    Path conf;

    private final List<GatewayClient> clients = new ArrayList<>();
    private Vertx vertx;
    private Listener listener;

    @AfterEach
    void closeClients() throws Exception {
        for (GatewayClient client : clients) {
            client.close().await(10, TimeUnit.SECONDS);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"HTTP", "GRPC", "TCP"})
    void unfinishedUploads_areBoundedForEachClient(Listener server, Vertx vertx) throws Exception {
        JsonObject config = config(new JsonObject().put("maxOpenUploadsPerPrincipal", 2))
                .put("uploads", new JsonObject().put("idleAfterMs", DAY_MS));
        String id = open(server, vertx, config);
        GatewayClient alice = client(ALICE);
        RemoteUpload first = abandoned(alice, "alice/1");
        abandoned(alice, "alice/2");

        assertThat(outcome(create(alice, "alice/3")))
                .startsWith("RESOURCE_EXHAUSTED: unfinished uploads of this client: 2");
        assertThat(outcome(create(client(BOB), "bob/1"))).isEqualTo("OK");

        vertx.undeploy(id).await(20, TimeUnit.SECONDS);
        open(server, vertx, config);
        GatewayClient again = client(ALICE);
        assertThat(outcome(create(again, "alice/3")))
                .startsWith("RESOURCE_EXHAUSTED: unfinished uploads of this client: 2");
        UploadRequest request = new UploadRequest("alice/1", OptionalLong.of(10), false);
        RemoteUpload resumed = again.resume(first.id(), request).await(10, TimeUnit.SECONDS);
        resumed.discard().await(10, TimeUnit.SECONDS);
        eventually(() -> "no room", () -> outcome(create(again, "alice/3")).equals("OK"));
    }

    @ParameterizedTest
    @EnumSource(names = {"HTTP", "GRPC", "TCP"})
    void clientAtItsLimit_losesItsOldestIdleUpload(Listener server, Vertx vertx) throws Exception {
        open(
                server,
                vertx,
                config(new JsonObject().put("maxOpenUploadsPerPrincipal", 2))
                        .put("uploads", new JsonObject().put("idleAfterMs", 1)));
        GatewayClient alice = client(ALICE);
        GatewayClient bob = client(BOB);
        RemoteUpload ofBob = abandoned(bob, "bob/1");
        RemoteUpload first = abandoned(alice, "alice/1");
        RemoteUpload second = abandoned(alice, "alice/2");

        eventually(() -> "no room", () -> outcome(create(alice, "alice/3")).equals("OK"));

        assertThat(outcome(alice.storedBytes(first.id()))).startsWith("NOT_FOUND");
        assertThat(outcome(alice.storedBytes(second.id()))).isEqualTo("OK");
        assertThat(outcome(bob.storedBytes(ofBob.id()))).isEqualTo("OK");
    }

    @ParameterizedTest
    @EnumSource(names = {"HTTP", "GRPC", "TCP"})
    void followers_areBoundedForEachClient(Listener server, Vertx vertx) throws Exception {
        open(server, vertx, config(new JsonObject().put("maxFollowersPerPrincipal", 1)));
        GatewayClient alice = client(ALICE);
        RemoteUpload upload = create(alice, "alice/1").await(10, TimeUnit.SECONDS);
        upload.write(Buffer.buffer("half")).await(10, TimeUnit.SECONDS);
        RemoteRead first = follow(alice).await(10, TimeUnit.SECONDS);

        assertThat(outcome(follow(alice))).startsWith("RESOURCE_EXHAUSTED: downloads of unfinished uploads at once: 1");
        assertThat(outcome(follow(client(BOB)))).isEqualTo("OK");

        upload.discard().await(10, TimeUnit.SECONDS);
        upload.close();
        RemoteUpload next = create(alice, "alice/1").await(10, TimeUnit.SECONDS);
        eventually(() -> "refused", () -> outcome(follow(alice)).equals("OK"));
        next.discard().await(10, TimeUnit.SECONDS);
        next.close();
        first.cancel();
    }

    /** They have every byte, and only wait for the end of the upload. */
    @Test
    void followersWithoutBytes_areBoundedToo(Vertx vertx) throws Exception {
        open(Listener.TCP, vertx, config(new JsonObject().put("maxFollowersPerPrincipal", 1)));
        GatewayClient alice = client(ALICE);
        RemoteUpload upload = create(alice, "alice/1").await(10, TimeUnit.SECONDS);
        ReadRequest atTheEnd = new ReadRequest("alice/1", 10, OptionalLong.empty(), Optional.empty(), true);
        RemoteRead first = alice.read(atTheEnd).await(10, TimeUnit.SECONDS);

        assertThat(outcome(alice.read(atTheEnd))).startsWith("RESOURCE_EXHAUSTED: downloads of unfinished uploads");

        upload.discard().await(10, TimeUnit.SECONDS);
        upload.close();
        first.cancel();
    }

    @Test
    void eventStreams_areBoundedForEachClient(Vertx vertx) throws Exception {
        open(Listener.HTTP, vertx, config(new JsonObject().put("maxEventStreamsPerPrincipal", 1)));
        int port = Listeners.port(vertx, Listener.HTTP);
        try (EventStream stream = EventStream.withToken(port, ALICE)) {
            stream.next("progress");
            RawHttp.Reply reply = RawHttp.request(
                    port, "GET /transfers HTTP/1.1\nAccept: text/event-stream\nAuthorization: Bearer " + ALICE);
            assertThat(reply.status()).isEqualTo(429);
            assertThat(reply.header("Retry-After")).isEqualTo("1");
            try (EventStream ofBob = EventStream.withToken(port, BOB)) {
                assertThat(ofBob.next("progress").getInteger("leftOut")).isZero();
            }
        }
        eventually(() -> "refused", () -> isStreaming(port));
    }

    /** A listing is under way until the client has read it. */
    @Test
    void listings_areBoundedForEachClient(Vertx vertx) throws Exception {
        Path folder = Files.createDirectories(root.resolve("alice/many"));
        for (int i = 0; i < 10_000; i++) {
            Files.createFile(folder.resolve(i + "x".repeat(220)));
        }
        open(Listener.HTTP, vertx, config(new JsonObject().put("maxListingsPerPrincipal", 1)));
        int port = Listeners.port(vertx, Listener.HTTP);
        String listing = "GET /files/alice/many/?limit=10000 HTTP/1.1\nAuthorization: Bearer ";
        try (RawHttp stalled = new RawHttp(port)) {
            stalled.sendHead(listing + ALICE);
            stalled.readHead();
            assertThat(RawHttp.request(port, listing + ALICE).status()).isEqualTo(429);
            assertThat(RawHttp.request(port, listing + BOB).status()).isEqualTo(200);
        }
        eventually(() -> "refused", () -> isListed(port, listing + ALICE));
    }

    private static boolean isListed(int port, String head) {
        try {
            return RawHttp.request(port, head).status() == 200;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isStreaming(int port) {
        try (EventStream stream = EventStream.withToken(port, ALICE)) {
            stream.next("progress");
            return true;
        } catch (IOException refused) {
            return false;
        }
    }

    private JsonObject config(JsonObject limits) throws Exception {
        Files.writeString(
                conf.resolve("rules.json"),
                "{\"*\": {\"/\": \"read list\"}, \"alice\": {\"alice/\": \"write\"}, \"bob\": {\"bob/\": \"write\"}}");
        Files.writeString(
                conf.resolve("tokens"),
                Tokens.line("alice", ALICE, Optional.empty()) + "\n" + Tokens.line("bob", BOB, Optional.empty())
                        + "\n");
        JsonObject access = new JsonObject()
                .put("rules", conf.resolve("rules.json").toString())
                .put("tokens", conf.resolve("tokens").toString());
        return Listeners.config(root).put("access", access).put("limits", limits);
    }

    private String open(Listener server, Vertx vertx, JsonObject config) throws Exception {
        this.vertx = vertx;
        this.listener = server;
        String verticle =
                switch (server) {
                    case GRPC -> "io.chunkgate.grpc.GrpcServerVerticle";
                    case TCP -> "io.chunkgate.tcp.TcpServerVerticle";
                    default -> "io.chunkgate.http.HttpServerVerticle";
                };
        return Listeners.open(vertx, verticle, config);
    }

    private GatewayClient client(String token) {
        GatewayUrl url = new GatewayUrl(listener.label(), "127.0.0.1", Listeners.port(vertx, listener), "");
        GatewayClient client = GatewayClient.of(vertx, url, GatewayAccess.withToken(token));
        clients.add(client);
        return client;
    }

    private static Future<RemoteUpload> create(GatewayClient client, String name) {
        return client.create(new UploadRequest(name, OptionalLong.of(10), false));
    }

    /** An upload without a writer, for a client that may read its state. */
    private RemoteUpload abandoned(GatewayClient client, String name) throws Exception {
        RemoteUpload upload = create(client, name).await(10, TimeUnit.SECONDS);
        upload.close();
        Transfers transfers = Transfers.of(vertx);
        eventually(transfers::running, () -> transfers.running().isEmpty());
        eventually(() -> Descriptors.openBelow(root), () -> Descriptors.openBelow(root)
                .isEmpty());
        vertx.timer(FILE_TIME_MILLIS).await(10, TimeUnit.SECONDS);
        return upload;
    }

    private static Future<RemoteRead> follow(GatewayClient client) {
        return client.read(new ReadRequest("alice/1", 0, OptionalLong.empty(), Optional.empty(), true));
    }

    private static String outcome(Future<?> call) {
        try {
            Object result = call.await(10, TimeUnit.SECONDS);
            if (result instanceof RemoteUpload upload) {
                upload.close();
            } else if (result instanceof RemoteRead read) {
                read.cancel();
            }
            return "OK";
        } catch (ClientException e) {
            return e.code() + ": " + e.getMessage();
        } catch (Exception e) {
            return e.toString();
        }
    }
}
