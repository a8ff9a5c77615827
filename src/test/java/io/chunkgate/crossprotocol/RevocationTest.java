package io.chunkgate.crossprotocol;

import static io.chunkgate.testkit.Eventually.eventually;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.MessageLite;
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
import io.chunkgate.proto.demo.Request;
import io.chunkgate.proto.v1.WriteRequest;
import io.chunkgate.proto.v1.WriteStart;
import io.chunkgate.server.net.Listener;
import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.FileName;
import io.chunkgate.testkit.CheckedVertx;
import io.chunkgate.testkit.EventStream;
import io.chunkgate.testkit.GrpcMessages;
import io.chunkgate.testkit.LargeFiles;
import io.chunkgate.testkit.Listeners;
import io.chunkgate.testkit.RawHttp;
import io.chunkgate.testkit.TestData;
import io.chunkgate.transfer.Direction;
import io.chunkgate.transfer.Transfer;
import io.chunkgate.transfer.Transfers;
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
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Transfers, event streams and sessions that run while the permission for them is taken away. */
@ExtendWith(CheckedVertx.class)
class RevocationTest {
    private static final long LARGE = 8L << 30;
    private static final Pattern UNAUTHENTICATED = Pattern.compile("grpc-status: ?16");
    /** By which the clock of a JWT's issuer may be wrong, in seconds. */
    private static final int CLOCK_SKEW = 30;

    private static final int SENT = 400_000;
    private static final int SIZE = 1_000_000;
    private static final String ALICE = Tokens.create();
    private static final String BOB = Tokens.create();

    /** What the client shows, and how that is taken away. */
    private enum Revoked {
        TOKEN,
        RULE,
        JWT_KEY,
        LINK_KEY
    }

    @TempDir
    Path root;

    @TempDir
    Path conf;

    private final List<GatewayClient> clients = new ArrayList<>();
    private Vertx vertx;
    private Listener listener;
    private @Nullable GatewayClient bob;
    private Jwts issuer;
    private LinkKey key;

    @AfterEach
    void closeClients() throws Exception {
        for (GatewayClient client : clients) {
            client.close().await(10, TimeUnit.SECONDS);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "HTTP, TOKEN", "HTTP, RULE", "HTTP, JWT_KEY", "HTTP, LINK_KEY",
        "GRPC, TOKEN", "GRPC, RULE", "GRPC, JWT_KEY", "GRPC, LINK_KEY",
        "TCP, TOKEN", "TCP, RULE", "TCP, JWT_KEY", "TCP, LINK_KEY"
    })
    void transfersOfARevokedClient_end_andItsUploadStays(Listener server, Revoked revoked, Vertx vertx)
            throws Exception {
        open(server, vertx);
        LargeFiles.sparse(root.resolve("alice/large"), LARGE);
        UploadRequest request = new UploadRequest("alice/up", OptionalLong.of(SIZE), false);
        byte[] bytes = TestData.bytes(SIZE);
        RemoteUpload upload =
                client(credential(revoked, "PUT", "alice/up")).create(request).await(10, TimeUnit.SECONDS);
        upload.write(Buffer.buffer(bytes).getBuffer(0, SENT)).await(10, TimeUnit.SECONDS);
        eventually(this::running, () -> stored(upload) >= SENT);
        RemoteRead read = client(credential(revoked, "GET", "alice/large"))
                .read(ReadRequest.whole("alice/large"))
                .await(10, TimeUnit.SECONDS);
        RemoteRead follower = client(credential(revoked, "GET", "alice/up"))
                .read(new ReadRequest("alice/up", 0, OptionalLong.empty(), Optional.empty(), true))
                .await(10, TimeUnit.SECONDS);
        Promise<Void> followed = Promise.promise();
        follower.bytes()
                .exceptionHandler(followed::tryFail)
                .endHandler(v -> followed.tryComplete())
                .handler(some -> {});
        follower.bytes().resume();
        eventually(this::running, () -> directions().contains(Direction.FOLLOW));
        assertThat(directions()).contains(Direction.DOWNLOAD, Direction.UPLOAD);

        revoke(revoked);

        eventually(this::running, () -> directions().isEmpty());
        assertThat(followed.future()
                        .transform(done -> Future.succeededFuture(done.failed()))
                        .await(10, TimeUnit.SECONDS))
                .isTrue();
        RemoteUpload resumed = bob().resume(upload.id(), request).await(10, TimeUnit.SECONDS);
        assertThat(resumed.offset()).isGreaterThanOrEqualTo(SENT);
        resumed.write(Buffer.buffer(bytes).getBuffer((int) resumed.offset(), SIZE))
                .await(10, TimeUnit.SECONDS);
        resumed.commit(TestData.sha256(bytes)).await(10, TimeUnit.SECONDS);
        resumed.close();
        upload.close();
        read.cancel();
        assertThat(Files.readAllBytes(root.resolve("alice/up"))).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PUT /files/alice/up HTTP/1.1",
                "PUT /files/alice/up HTTP/1.1\nUpload-Complete: ?1",
                "POST /files/alice/ HTTP/1.1\nContent-Type: multipart/form-data; boundary=x",
                "POST /uploads HTTP/1.1\nTus-Resumable: 1.0.0\nUpload-Length: 1000\n"
                        + "Content-Type: application/offset+octet-stream\nUpload-Metadata: filename YWxpY2UvdXA="
            })
    void uploadOverHttp_isRefused_whileItsBodyComes(String head, Vertx vertx) throws Exception {
        open(Listener.HTTP, vertx);
        try (RawHttp connection = new RawHttp(Listeners.port(vertx, Listener.HTTP))) {
            connection.sendHead(head + "\nContent-Length: 1000\nAuthorization: Bearer " + ALICE);
            connection.send("--x\r\nContent-Disposition: form-data; name=\"f\"; filename=\"up\"\r\n\r\ncontent"
                    .getBytes(US_ASCII));
            eventually(this::running, () -> directions().contains(Direction.UPLOAD));

            revoke(Revoked.TOKEN);

            RawHttp.Reply reply = connection.read();
            while (reply.status() < 200) {
                reply = connection.read();
            }
            assertThat(reply.status()).as(reply::text).isEqualTo(401);
        }
        eventually(this::running, () -> directions().isEmpty());
        assertThat(root.resolve("alice/up")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"chunkgate.v1.FilesService", "google.bytestream.ByteStream"})
    void uploadOverGrpcWeb_isRefused_whileItsBodyComes(String service, Vertx vertx) throws Exception {
        open(Listener.GRPC, vertx);
        byte[] first = GrpcMessages.encode(
                service.startsWith("google")
                        ? io.chunkgate.proto.bytestream.WriteRequest.newBuilder()
                                .setResourceName("alice/up")
                                .setData(ByteString.copyFromUtf8("content"))
                                .build()
                        : WriteRequest.newBuilder()
                                .setStart(WriteStart.newBuilder().setName("alice/up"))
                                .setData(ByteString.copyFromUtf8("content"))
                                .build());
        try (RawHttp connection = new RawHttp(Listeners.port(vertx, Listener.GRPC))) {
            connection.sendHead("POST /" + service + "/Write HTTP/1.1\nContent-Type: application/grpc-web"
                    + "\nContent-Length: 1000\nAuthorization: Bearer " + ALICE);
            connection.send(first);
            eventually(this::running, () -> directions().contains(Direction.UPLOAD));

            revoke(Revoked.TOKEN);

            assertThat(connection.readRest()).containsPattern(UNAUTHENTICATED);
        }
        eventually(this::running, () -> directions().isEmpty());
        assertThat(root.resolve("alice/up")).doesNotExist();
    }

    /** The body is whole only with the status in it. */
    @ParameterizedTest
    @ValueSource(
            strings = {"chunkgate.v1.FilesService/Read", "google.bytestream.ByteStream/Read", "demo.Files/GetFile"})
    void downloadOverGrpcWeb_endsVisibly(String method, Vertx vertx) throws Exception {
        open(Listener.GRPC, vertx);
        LargeFiles.sparse(root.resolve("alice/large"), LARGE);
        byte[] request = GrpcMessages.encode(requestOf(method));
        try (RawHttp connection = new RawHttp(Listeners.port(vertx, Listener.GRPC))) {
            connection.sendHead("POST /" + method + " HTTP/1.1\nContent-Type: application/grpc-web\nConnection: close"
                    + "\nContent-Length: " + request.length + "\nAuthorization: Bearer " + ALICE);
            connection.send(request);
            eventually(this::running, () -> directions().contains(Direction.DOWNLOAD));

            revoke(Revoked.TOKEN);

            eventually(this::running, () -> directions().isEmpty());
            String body = connection.readRest();
            assertThat(body.endsWith("\r\n0\r\n\r\n"))
                    .isEqualTo(UNAUTHENTICATED.matcher(body).find());
        }
    }

    /** The client starts before the end; where the machine was too slow for that, the end is later. */
    @ParameterizedTest
    @EnumSource(names = {"JWT_KEY", "LINK_KEY"})
    void downloadEnds_whenTheCredentialEnds(Revoked kind, Vertx vertx) throws Exception {
        open(Listener.HTTP, vertx);
        LargeFiles.sparse(root.resolve("alice/large"), LARGE);
        for (int seconds = 1; true; seconds *= 2) {
            Instant end = Instant.now().plusSeconds(kind == Revoked.JWT_KEY ? seconds - CLOCK_SKEW : seconds);
            String credential = credential(kind, "GET", "alice/large", end);
            try (RawHttp connection = new RawHttp(Listeners.port(vertx, Listener.HTTP))) {
                connection.sendHead("GET /files/alice/large HTTP/1.1\nAuthorization: Bearer " + credential);
                if (connection.readHead().status() == 200) {
                    eventually(this::running, () -> directions().isEmpty());
                    return;
                }
            }
        }
    }

    @Test
    void eventStream_endsWithTheReason(Vertx vertx) throws Exception {
        open(Listener.HTTP, vertx);
        try (EventStream stream = EventStream.withToken(Listeners.port(vertx, Listener.HTTP), ALICE)) {
            stream.next("progress");

            revoke(Revoked.TOKEN);

            assertThat(stream.next("error").getString("code")).isEqualTo("UNAUTHENTICATED");
        }
    }

    /** It has every byte already. */
    @Test
    void clientThatWaitsForTheEndOfAnUpload_isEnded(Vertx vertx) throws Exception {
        open(Listener.TCP, vertx);
        RemoteUpload upload = bob().create(new UploadRequest("alice/up", OptionalLong.of(SIZE), false))
                .await(10, TimeUnit.SECONDS);
        RemoteRead follower = client(ALICE)
                .read(new ReadRequest("alice/up", SIZE, OptionalLong.empty(), Optional.empty(), true))
                .await(10, TimeUnit.SECONDS);
        Promise<Void> end = Promise.promise();
        follower.bytes().exceptionHandler(end::tryFail).endHandler(v -> end.tryComplete());
        follower.bytes().resume();

        revoke(Revoked.RULE);

        assertThat(end.future()
                        .transform(done -> Future.succeededFuture(done.failed()))
                        .await(10, TimeUnit.SECONDS))
                .isTrue();
        upload.discard().await(10, TimeUnit.SECONDS);
        upload.close();
    }

    @Test
    void transfersInRawMode_end(Vertx vertx) throws Exception {
        open(Listener.TCP, vertx);
        LargeFiles.sparse(root.resolve("alice/large"), LARGE);
        try (Socket upload = new Socket("127.0.0.1", Listeners.port(vertx, Listener.TCP));
                Socket download = new Socket("127.0.0.1", Listeners.port(vertx, Listener.TCP_DOWNLOAD))) {
            DataOutputStream out = new DataOutputStream(upload.getOutputStream());
            out.writeLong(10);
            out.writeBytes("some");
            eventually(this::running, () -> directions().size() == 2);
            assertThat(new DataInputStream(download.getInputStream()).readLong())
                    .isEqualTo(LARGE);

            Files.writeString(conf.resolve("rules.json"), "{}");

            assertThat(new DataInputStream(upload.getInputStream()).readLong())
                    .isEqualTo(-ErrorCode.PERMISSION_DENIED.number());
            eventually(this::running, () -> directions().isEmpty());
        }
        assertThat(root.resolve("incoming")).isEmptyDirectory();
    }

    private static MessageLite requestOf(String method) {
        return switch (method) {
            case "demo.Files/GetFile" ->
                Request.newBuilder().setName("alice/large").build();
            case "google.bytestream.ByteStream/Read" ->
                io.chunkgate.proto.bytestream.ReadRequest.newBuilder()
                        .setResourceName("alice/large")
                        .build();
            default ->
                io.chunkgate.proto.v1.ReadRequest.newBuilder()
                        .setName("alice/large")
                        .build();
        };
    }

    private String credential(Revoked revoked, String method, String name) throws Exception {
        return credential(revoked, method, name, Instant.now().plusSeconds(600));
    }

    /** @param end of a JWT, or of a link */
    private String credential(Revoked revoked, String method, String name, Instant end) throws Exception {
        return switch (revoked) {
            case TOKEN, RULE -> ALICE;
            case JWT_KEY -> issuer.token(Jwts.claims("alice").put("exp", end.getEpochSecond()));
            case LINK_KEY -> new SignedLink(FileName.of(name), method, end, Long.MAX_VALUE, "k1").target(key);
        };
    }

    private void revoke(Revoked revoked) throws Exception {
        switch (revoked) {
            case TOKEN -> Files.writeString(conf.resolve("tokens"), Tokens.line("bob", BOB, Optional.empty()) + "\n");
            case RULE -> Files.writeString(conf.resolve("rules.json"), "{\"bob\": {\"/\": \"read list write\"}}");
            case JWT_KEY -> new Jwts().writeSet(conf.resolve("jwks.json"));
            case LINK_KEY -> Files.writeString(conf.resolve("keys"), "# none\n");
        }
    }

    private void open(Listener server, Vertx vertx) throws Exception {
        this.vertx = vertx;
        this.listener = server;
        Files.createDirectory(root.resolve("alice"));
        Files.createDirectory(root.resolve("incoming"));
        Files.writeString(
                conf.resolve("rules.json"),
                "{\"alice\": {\"/\": \"list\", \"alice/\": \"read write\"}, \"bob\": {\"/\": \"read list write\"},"
                        + " \"raw\": {\"/\": \"read write\"}}");
        Files.writeString(
                conf.resolve("tokens"),
                Tokens.line("alice", ALICE, Optional.empty()) + "\n" + Tokens.line("bob", BOB, Optional.empty())
                        + "\n");
        String secret = Base64.getEncoder().encodeToString(new byte[32]);
        key = LinkKey.read(Files.writeString(conf.resolve("keys"), "k1 alice " + secret + "\n"))
                .get("k1");
        issuer = new Jwts();
        JsonObject access = new JsonObject()
                .put("rules", conf.resolve("rules.json").toString())
                .put("tokens", conf.resolve("tokens").toString())
                .put("linkKeys", conf.resolve("keys").toString())
                .put("jwtKeys", issuer.writeSet(conf.resolve("jwks.json")).toString())
                .put("jwtIssuer", Jwts.ISSUER)
                .put("jwtAudience", Jwts.AUDIENCE)
                .put("recheckMs", 100);
        JsonObject config = Listeners.config(root).put("access", access);
        config.getJsonObject("tcp")
                .put("barePrincipal", "raw")
                .put("downloadFile", "alice/large")
                .put("downloadPort", 0);
        String verticle =
                switch (server) {
                    case GRPC -> "io.chunkgate.grpc.GrpcServerVerticle";
                    case TCP -> "io.chunkgate.tcp.TcpServerVerticle";
                    default -> "io.chunkgate.http.HttpServerVerticle";
                };
        Listeners.open(vertx, verticle, config);
    }

    private GatewayClient client(String token) {
        GatewayUrl url = new GatewayUrl(listener.label(), "127.0.0.1", Listeners.port(vertx, listener), "");
        GatewayClient client = GatewayClient.of(vertx, url, GatewayAccess.withToken(token));
        clients.add(client);
        return client;
    }

    private GatewayClient bob() {
        if (bob == null) {
            bob = client(BOB);
        }
        return bob;
    }

    private long stored(RemoteUpload upload) {
        try {
            return bob().storedBytes(upload.id()).await(10, TimeUnit.SECONDS);
        } catch (ClientException | TimeoutException notYet) {
            return 0;
        }
    }

    private List<Direction> directions() {
        return Transfers.of(vertx).running().stream().map(Transfer::direction).toList();
    }

    private String running() {
        return directions().toString();
    }
}
