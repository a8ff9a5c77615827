package io.chunkgate.crossprotocol;

import static io.chunkgate.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.chunkgate.client.ClientException;
import io.chunkgate.client.GatewayClient;
import io.chunkgate.client.GatewayUrl;
import io.chunkgate.client.ReadRequest;
import io.chunkgate.client.RemoteRead;
import io.chunkgate.client.RemoteUpload;
import io.chunkgate.client.UploadRequest;
import io.chunkgate.server.net.Listener;
import io.chunkgate.testkit.CheckedVertx;
import io.chunkgate.testkit.LargeFiles;
import io.chunkgate.testkit.Listeners;
import io.chunkgate.testkit.RawHttp;
import io.chunkgate.testkit.TestData;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Limits of transfers and rates: the same for every protocol. */
@ExtendWith(CheckedVertx.class)
class LimitsTest {
    private static final long LARGE = 8L << 30;

    private enum ServerUnderTest {
        HTTP("io.chunkgate.http.HttpServerVerticle", Listener.HTTP),
        GRPC("io.chunkgate.grpc.GrpcServerVerticle", Listener.GRPC),
        TCP("io.chunkgate.tcp.TcpServerVerticle", Listener.TCP);

        private final String verticle;
        private final Listener listener;

        ServerUnderTest(String verticle, Listener listener) {
            this.verticle = verticle;
            this.listener = listener;
        }
    }

    @TempDir
    Path root;

    private final List<GatewayClient> clients = new ArrayList<>();

    @AfterEach
    void closeClients() throws Exception {
        for (GatewayClient client : clients) {
            client.close().await(10, TimeUnit.SECONDS);
        }
    }

    @ParameterizedTest
    @EnumSource
    void transfersBeyondTheLimit_areRefused_andLeaveNothing_untilOneEnds(ServerUnderTest server, Vertx vertx)
            throws Exception {
        LargeFiles.sparse(root.resolve("large"), LARGE);
        GatewayClient client = open(server, vertx, new JsonObject().put("maxTransfersPerPrincipal", 2));
        RemoteUpload suspended = client.create(new UploadRequest("suspended", OptionalLong.of(10), true))
                .await(10, TimeUnit.SECONDS);
        suspended.close();
        RemoteRead first = read(client, "large").await(10, TimeUnit.SECONDS);
        RemoteRead second = read(client, "large").await(10, TimeUnit.SECONDS);

        GatewayClient other = connect(server, vertx); // The stalled downloads may fill the window of their connection.
        eventually(() -> "taken", () -> outcome(read(other, "large").onSuccess(RemoteRead::cancel))
                .startsWith("RESOURCE_EXHAUSTED: transfers at once: 2 "));
        UploadRequest another = new UploadRequest("new", OptionalLong.of(10), true);
        assertThat(outcome(other.create(another).onSuccess(RemoteUpload::close)))
                .startsWith("RESOURCE_EXHAUSTED: transfers at once");
        assertThat(outcome(resume(other, suspended.id()))).startsWith("RESOURCE_EXHAUSTED: transfers at once");

        first.cancel();
        eventually(() -> "refused", () -> outcome(read(other, "large").onSuccess(RemoteRead::cancel))
                .equals("OK"));
        second.cancel();
        eventually(() -> "open", () -> outcome(other.create(another).onSuccess(RemoteUpload::close))
                .equals("OK"));
    }

    @Test
    void refusalsOverHttp_are429WithRetryAfter(Vertx vertx) throws Exception {
        LargeFiles.sparse(root.resolve("large"), LARGE);
        Files.writeString(root.resolve("small"), "content");
        open(ServerUnderTest.HTTP, vertx, new JsonObject().put("maxTransfersPerPrincipal", 1));
        int port = Listeners.port(vertx, Listener.HTTP);
        try (RawHttp holder = new RawHttp(port)) {
            holder.sendHead("GET /files/large HTTP/1.1");
            holder.readHead();
            for (String head : List.of(
                    "GET /files/large HTTP/1.1",
                    "GET /files/small HTTP/1.1",
                    "GET /files/large HTTP/1.1\nRange: bytes=0-0,10-10",
                    "PUT /files/new HTTP/1.1\nContent-Length: 0",
                    "POST /uploads HTTP/1.1\nTus-Resumable: 1.0.0\nUpload-Length: 5")) {
                RawHttp.Reply reply = RawHttp.request(port, head);
                assertThat(reply.status()).as(head).isEqualTo(429);
                assertThat(reply.header("Retry-After")).as(head).isEqualTo("1");
                assertThat(reply.json().getString("code")).as(head).isEqualTo("RESOURCE_EXHAUSTED");
            }
        }
        assertThat(root.resolve("new")).doesNotExist();
    }

    @Test
    void refusalsOverRawTcp_areTheErrorsNumber(Vertx vertx) throws Exception {
        LargeFiles.sparse(root.resolve("large"), LARGE);
        JsonObject config = config(new JsonObject().put("maxTransfersPerPrincipal", 1));
        config.getJsonObject("tcp").put("downloadFile", "large").put("downloadPort", 0);
        Listeners.open(vertx, ServerUnderTest.TCP.verticle, config);
        try (Socket holder = new Socket("127.0.0.1", Listeners.port(vertx, Listener.TCP_DOWNLOAD));
                Socket download = new Socket("127.0.0.1", Listeners.port(vertx, Listener.TCP_DOWNLOAD));
                Socket upload = new Socket("127.0.0.1", Listeners.port(vertx, Listener.TCP))) {
            List<Long> sizes = List.of(
                    new DataInputStream(holder.getInputStream()).readLong(),
                    new DataInputStream(download.getInputStream()).readLong());
            assertThat(sizes).containsExactlyInAnyOrder(LARGE, -8L);
            new DataOutputStream(upload.getOutputStream()).writeLong(5);
            assertThat(new DataInputStream(upload.getInputStream()).readLong()).isEqualTo(-8);
        }
    }

    /** The pauses, of more than two seconds, are the gateway's own and no idle client. */
    @ParameterizedTest
    @EnumSource
    void rateLimitedTransfers_areNotTimedOut(ServerUnderTest server, Vertx vertx) throws Exception {
        byte[] bytes = TestData.file(root.resolve("file"), 120_000);
        JsonObject limits = new JsonObject()
                .put("bytesPerSecondPerTransfer", 131_072)
                .put("bytesPerSecond", 40_000)
                .put("minDownloadBytesPerSecond", 1_000_000);
        JsonObject config = config(limits).put("uploads", new JsonObject().put("minBytesPerSecond", 0));
        config.getJsonObject("http").put("idleTimeoutMs", 1000);
        config.getJsonObject("grpc").put("idleTimeoutMs", 1000);
        config.getJsonObject("tcp").put("idleTimeoutMs", 1000);
        GatewayClient client = open(server, vertx, config);

        assertThat(all(client, "file")).isEqualTo(bytes);
        RemoteUpload upload = client.create(new UploadRequest("up", OptionalLong.of(bytes.length), false))
                .await(10, TimeUnit.SECONDS);
        upload.write(Buffer.buffer(bytes)).await(20, TimeUnit.SECONDS);
        upload.commit(TestData.sha256(bytes)).await(20, TimeUnit.SECONDS);
        upload.close();
        assertThat(Files.readAllBytes(root.resolve("up"))).isEqualTo(bytes);
    }

    /** No client reads two gigabytes per second. */
    @ParameterizedTest
    @EnumSource
    void clientBelowTheMinimumRate_isEnded(ServerUnderTest server, Vertx vertx) throws Exception {
        LargeFiles.sparse(root.resolve("large"), LARGE);
        JsonObject config = config(new JsonObject().put("minDownloadBytesPerSecond", Integer.MAX_VALUE));
        config.getJsonObject("http").put("idleTimeoutMs", 200);
        config.getJsonObject("grpc").put("idleTimeoutMs", 600);
        config.getJsonObject("tcp").put("idleTimeoutMs", 200);
        GatewayClient client = open(server, vertx, config);

        RemoteRead read = client.read(ReadRequest.whole("large")).await(10, TimeUnit.SECONDS);
        Promise<Void> end = Promise.promise();
        read.bytes()
                .exceptionHandler(end::tryFail)
                .endHandler(v -> end.tryComplete())
                .handler(bytes -> {});
        read.bytes().resume();
        assertThat(outcome(end.future())).isNotEqualTo("OK");
    }

    private JsonObject config(JsonObject limits) {
        return Listeners.config(root).put("limits", limits);
    }

    private GatewayClient open(ServerUnderTest server, Vertx vertx, JsonObject limitsOrConfig) throws Exception {
        JsonObject config = limitsOrConfig.containsKey("store") ? limitsOrConfig : config(limitsOrConfig);
        Listeners.open(vertx, server.verticle, config);
        return connect(server, vertx);
    }

    private GatewayClient connect(ServerUnderTest server, Vertx vertx) {
        int port = Listeners.port(vertx, server.listener);
        GatewayClient client = GatewayClient.of(vertx, new GatewayUrl(server.listener.label(), "127.0.0.1", port, ""));
        clients.add(client);
        return client;
    }

    private static Future<RemoteRead> read(GatewayClient client, String name) {
        return client.read(ReadRequest.whole(name)).map(read -> {
            read.bytes().handler(bytes -> {});
            read.bytes().pause();
            return read;
        });
    }

    /** Over HTTP, only the received bytes show it. */
    private static Future<?> resume(GatewayClient client, String id) {
        UploadRequest request = new UploadRequest("suspended", OptionalLong.of(10), true);
        return client.resume(id, request).compose(upload -> upload.write(Buffer.buffer("0123456789"))
                .compose(written -> upload.commit("0".repeat(64)))
                .onComplete(done -> upload.close()));
    }

    private static byte[] all(GatewayClient client, String name) throws Exception {
        Buffer all = Buffer.buffer();
        Promise<Void> end = Promise.promise();
        RemoteRead read = client.read(ReadRequest.whole(name)).await(10, TimeUnit.SECONDS);
        read.bytes()
                .exceptionHandler(end::tryFail)
                .endHandler(v -> end.tryComplete())
                .handler(all::appendBuffer);
        read.bytes().resume();
        end.future().await(20, TimeUnit.SECONDS);
        return all.getBytes();
    }

    private static String outcome(Future<?> call) {
        try {
            call.await(20, TimeUnit.SECONDS);
            return "OK";
        } catch (ClientException e) {
            return e.code() + ": " + e.getMessage();
        } catch (Exception e) {
            return e.toString();
        }
    }
}
