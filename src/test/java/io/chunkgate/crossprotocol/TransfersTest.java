package io.chunkgate.crossprotocol;

import static io.chunkgate.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.chunkgate.client.GatewayClient;
import io.chunkgate.client.GatewayUrl;
import io.chunkgate.client.ReadRequest;
import io.chunkgate.client.RemoteRead;
import io.chunkgate.client.RemoteUpload;
import io.chunkgate.client.UploadRequest;
import io.chunkgate.proto.bytestream.ByteStreamGrpcClient;
import io.chunkgate.proto.demo.FilesGrpcClient;
import io.chunkgate.proto.demo.Request;
import io.chunkgate.server.net.Listener;
import io.chunkgate.store.UploadId;
import io.chunkgate.testkit.CheckedVertx;
import io.chunkgate.testkit.Listeners;
import io.chunkgate.testkit.RecordingObserver;
import io.chunkgate.testkit.TestData;
import io.chunkgate.transfer.Direction;
import io.chunkgate.transfer.Transfers;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.SocketAddress;
import io.vertx.grpc.client.GrpcClient;
import io.vertx.grpc.common.ServiceMethod;
import java.io.DataOutputStream;
import java.io.RandomAccessFile;
import java.net.Socket;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Observers get each transfer of every protocol alike: its client, its range, and its outcome. */
@ExtendWith(CheckedVertx.class)
class TransfersTest {
    private static final long FAR = 1L << 40;

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

        private String label() {
            return listener.label();
        }
    }

    @TempDir
    Path root;

    private GatewayClient client;
    private RecordingObserver heard;

    @AfterEach
    void closeClient() throws Exception {
        if (client != null) {
            client.close().await(10, TimeUnit.SECONDS);
        }
    }

    @ParameterizedTest
    @EnumSource
    void downloads_ofAllSizesAndRanges(ServerUnderTest server, Vertx vertx) throws Exception {
        TestData.file(root.resolve("empty"), 0);
        TestData.file(root.resolve("small"), 5_000);
        TestData.file(root.resolve("large"), 300_000);
        open(server, vertx);
        String start = server.label() + " download ";

        read(ReadRequest.whole("empty"));
        assertThat(heard.next().line()).isEqualTo(start + "0..0/0 0 COMPLETE");
        read(ReadRequest.whole("small"));
        RecordingObserver.EndedTransfer small = heard.next();
        assertThat(small.line()).isEqualTo(start + "0..5000/5000 5000 COMPLETE");
        assertThat(small.transfer().clientId().principal()).isEqualTo("anonymous");
        assertThat(small.transfer().clientId().host()).isEqualTo("127.0.0.1");
        assertThat(small.transfer().name().value()).isEqualTo("small");
        assertThat(small.transfer().transferRange().orElseThrow().etag().orElseThrow())
                .startsWith("\"");
        read(ReadRequest.whole("large"));
        assertThat(heard.next().line()).isEqualTo(start + "0..300000/300000 300000 COMPLETE");
        read(new ReadRequest("large", 1000, OptionalLong.of(2000), Optional.empty(), false));
        assertThat(heard.next().line()).isEqualTo(start + "1000..3000/300000 2000 COMPLETE");
    }

    @ParameterizedTest
    @EnumSource
    void clientThatDisconnects_abortsItsDownload(ServerUnderTest server, Vertx vertx) throws Exception {
        try (RandomAccessFile endless =
                new RandomAccessFile(root.resolve("large").toFile(), "rw")) {
            endless.setLength(FAR);
        }
        open(server, vertx);
        RemoteRead read = client.read(ReadRequest.whole("large")).await(10, TimeUnit.SECONDS);
        read.bytes().handler(bytes -> {}).exceptionHandler(broken -> {});
        read.bytes().resume();
        heard.awaitMoving();

        read.cancel();

        assertThat(heard.next().line())
                .matches(server.label() + " download 0\\.\\." + FAR + "/" + FAR + " \\d+ ABORTED ABORTED");
    }

    @ParameterizedTest
    @EnumSource
    void followers_endLikeTheUpload(ServerUnderTest server, Vertx vertx) throws Exception {
        open(server, vertx);
        byte[] content = TestData.bytes(1000);

        RemoteUpload published = create("published", 2L * content.length);
        published.write(Buffer.buffer(content)).await(10, TimeUnit.SECONDS);
        Future<Void> whole = start(following("published"));
        awaitBytes(vertx, Direction.FOLLOW, content.length);
        published.write(Buffer.buffer(content)).await(10, TimeUnit.SECONDS);
        published
                .commit(TestData.sha256(
                        Buffer.buffer(content).appendBytes(content).getBytes()))
                .await(10, TimeUnit.SECONDS);
        whole.await(10, TimeUnit.SECONDS);
        assertThat(heard.next(Direction.FOLLOW).line())
                .matches(server.label() + " follow 0\\.\\.(2000)?/2000 2000 COMPLETE");

        RemoteUpload discarded = create("discarded", 2L * content.length);
        discarded.write(Buffer.buffer(content)).await(10, TimeUnit.SECONDS);
        Future<Void> half = start(following("discarded"));
        awaitBytes(vertx, Direction.FOLLOW, content.length);
        discarded.discard().await(10, TimeUnit.SECONDS);
        half.otherwiseEmpty().await(10, TimeUnit.SECONDS);
        assertThat(heard.next(Direction.FOLLOW).line())
                .matches(server.label() + " follow 0\\.\\.(2000)?/2000 1000 FAILED ABORTED");
    }

    @ParameterizedTest
    @EnumSource
    void uploads_publishedTruncatedOrInvalid(ServerUnderTest server, Vertx vertx) throws Exception {
        open(server, vertx);
        byte[] content = TestData.bytes(1000);

        RemoteUpload whole = create("whole", content.length);
        whole.write(Buffer.buffer(content)).await(10, TimeUnit.SECONDS);
        whole.commit(TestData.sha256(content)).await(10, TimeUnit.SECONDS);
        RecordingObserver.EndedTransfer published = lastOfUpload(server, content.length);
        assertThat(published.line()).endsWith("/1000 " + (server == ServerUnderTest.HTTP ? 0 : 1000) + " COMPLETE");
        assertThat(published.transfer().upload().map(UploadId::value)).contains(whole.id());

        RemoteUpload cut = create("cut", 2L * content.length);
        cut.write(Buffer.buffer(content)).await(10, TimeUnit.SECONDS);
        awaitBytes(vertx, Direction.UPLOAD, content.length);
        leave(cut);
        assertThat(withBytes().line()).isEqualTo(server.label() + " upload 0..2000/2000 1000 SUSPENDED");

        connect(server, vertx);
        RemoteUpload wrong = create("wrong", content.length);
        wrong.write(Buffer.buffer(content)).await(10, TimeUnit.SECONDS);
        wrong.commit("0".repeat(64)).otherwiseEmpty().await(10, TimeUnit.SECONDS);
        assertThat(lastOfUpload(server, content.length).line()).endsWith(" FAILED DATA_LOSS");
    }

    @Test
    void rawModeAndDownloadOnConnect(Vertx vertx) throws Exception {
        TestData.file(root.resolve("gift"), 70_000);
        JsonObject config = Listeners.config(root);
        config.getJsonObject("tcp").put("downloadFile", "gift").put("downloadPort", 0);
        Listeners.open(vertx, ServerUnderTest.TCP.verticle, config);
        heard = new RecordingObserver(vertx);

        try (Socket socket = new Socket("127.0.0.1", Listeners.port(vertx, Listener.TCP_DOWNLOAD))) {
            assertThat(socket.getInputStream().readAllBytes()).hasSize(70_008);
        }
        assertThat(heard.next().line()).isEqualTo("tcp download 0..70000/70000 70000 COMPLETE");
        try (Socket socket = raw(vertx, 3, "abc")) {
            assertThat(socket.getInputStream().readAllBytes()).hasSize(8);
        }
        assertThat(heard.next().line()).isEqualTo("tcp upload 0..3/3 3 COMPLETE");
        try (Socket socket = raw(vertx, 4, "abc")) {
            awaitBytes(vertx, Direction.UPLOAD, 3);
            socket.shutdownOutput();
            assertThat(heard.next().line()).isEqualTo("tcp upload 0..4/4 3 ABORTED ABORTED");
        }
    }

    @Test
    void otherGrpcServices_alsoOnTheHttpPort(Vertx vertx) throws Exception {
        TestData.file(root.resolve("file"), 70_000);
        Listeners.open(vertx, ServerUnderTest.HTTP.verticle, Listeners.config(root));
        heard = new RecordingObserver(vertx);
        Request demo = Request.newBuilder().setName("file").setStartAt(1).build();
        io.chunkgate.proto.bytestream.ReadRequest part = io.chunkgate.proto.bytestream.ReadRequest.newBuilder()
                .setResourceName("file")
                .setReadOffset(10)
                .setReadLimit(100)
                .build();

        call(vertx, FilesGrpcClient.GetFile, demo);
        assertThat(heard.next().line()).isEqualTo("grpc download 32768..70000/70000 37232 COMPLETE");
        call(vertx, ByteStreamGrpcClient.Read, part);
        assertThat(heard.next().line()).isEqualTo("grpc download 10..110/70000 100 COMPLETE");
    }

    private void open(ServerUnderTest server, Vertx vertx) throws Exception {
        Listeners.open(vertx, server.verticle, Listeners.config(root));
        heard = new RecordingObserver(vertx);
        connect(server, vertx);
    }

    private void connect(ServerUnderTest server, Vertx vertx) {
        client = GatewayClient.of(
                vertx, new GatewayUrl(server.label(), "127.0.0.1", Listeners.port(vertx, server.listener), ""));
    }

    private RemoteUpload create(String name, long size) throws Exception {
        return client.create(new UploadRequest(name, OptionalLong.of(size), true))
                .await(10, TimeUnit.SECONDS);
    }

    /** The HTTP client creates an upload, sends bytes and publishes in one request each. */
    private RecordingObserver.EndedTransfer lastOfUpload(ServerUnderTest server, long size) throws Exception {
        if (server == ServerUnderTest.HTTP) {
            assertThat(withBytes().line()).isEqualTo("http upload 0.." + size + "/" + size + " " + size + " SUSPENDED");
        }
        return heard.next();
    }

    private RecordingObserver.EndedTransfer withBytes() throws Exception {
        RecordingObserver.EndedTransfer found = heard.next();
        return found.transfer().byteCount() == 0 ? heard.next() : found;
    }

    private void leave(RemoteUpload upload) throws Exception {
        upload.close();
        client.close().await(10, TimeUnit.SECONDS);
    }

    private static ReadRequest following(String name) {
        return new ReadRequest(name, 0, OptionalLong.empty(), Optional.empty(), true);
    }

    private void read(ReadRequest request) throws Exception {
        start(request).await(20, TimeUnit.SECONDS);
    }

    /** Starts to read; succeeds when everything was read. */
    private Future<Void> start(ReadRequest request) throws Exception {
        Promise<Void> end = Promise.promise();
        RemoteRead read = client.read(request).await(10, TimeUnit.SECONDS);
        read.bytes().handler(bytes -> {}).exceptionHandler(end::tryFail).endHandler(v -> end.tryComplete());
        read.bytes().resume();
        return end.future();
    }

    private static void awaitBytes(Vertx vertx, Direction direction, long byteCount) {
        Transfers transfers = Transfers.of(vertx);
        eventually(transfers::running, () -> transfers.running().stream()
                .anyMatch(transfer -> transfer.direction() == direction && transfer.byteCount() == byteCount));
    }

    private static Socket raw(Vertx vertx, long size, String content) throws Exception {
        Socket socket = new Socket("127.0.0.1", Listeners.port(vertx, Listener.TCP));
        DataOutputStream out = new DataOutputStream(socket.getOutputStream());
        out.writeLong(size);
        out.writeBytes(content);
        return socket;
    }

    private static <Q, A> void call(Vertx vertx, ServiceMethod<A, Q> method, Q message) throws Exception {
        GrpcClient grpc = CheckedVertx.retain(GrpcClient.client(vertx));
        SocketAddress server = SocketAddress.inetSocketAddress(Listeners.port(vertx, Listener.HTTP), "127.0.0.1");
        grpc.request(server, method)
                .compose(request -> {
                    request.end(message);
                    return request.response();
                })
                .compose(response -> {
                    Promise<Void> end = Promise.promise();
                    response.handler(chunk -> {}).endHandler(v -> end.complete());
                    return end.future();
                })
                .await(20, TimeUnit.SECONDS);
    }
}
