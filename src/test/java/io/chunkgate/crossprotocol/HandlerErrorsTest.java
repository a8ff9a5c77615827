package io.chunkgate.crossprotocol;

import static io.chunkgate.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.chunkgate.client.ClientException;
import io.chunkgate.client.GatewayClient;
import io.chunkgate.client.GatewayUrl;
import io.chunkgate.client.ReadRequest;
import io.chunkgate.client.RemoteRead;
import io.chunkgate.client.UploadRequest;
import io.chunkgate.config.GatewayConfig;
import io.chunkgate.proto.bytestream.ByteStreamGrpcClient;
import io.chunkgate.proto.bytestream.WriteRequest;
import io.chunkgate.proto.demo.FilesGrpcClient;
import io.chunkgate.proto.demo.Request;
import io.chunkgate.server.net.Listener;
import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.FileStore;
import io.chunkgate.store.FileStoreProvider;
import io.chunkgate.store.StoredFile;
import io.chunkgate.store.Upload;
import io.chunkgate.testkit.CheckedVertx;
import io.chunkgate.testkit.GrpcMessages;
import io.chunkgate.testkit.Listeners;
import io.chunkgate.testkit.ProvidedStore;
import io.chunkgate.testkit.RawHttp;
import io.chunkgate.testkit.TestData;
import io.chunkgate.testkit.ThrowingStore;
import io.chunkgate.testkit.ThrowingStore.Moment;
import io.chunkgate.testkit.ThrowingStore.Point;
import io.chunkgate.transfer.Transfers;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.AsyncFile;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.SocketAddress;
import io.vertx.grpc.client.GrpcClient;
import io.vertx.grpc.client.GrpcClientResponse;
import io.vertx.grpc.common.GrpcStatus;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * An {@code Error} in a handler, such as that of a class which can no longer be loaded, ends the request and its transfer: the
 * client gets INTERNAL, or notices that the response is cut. It never waits, on no protocol.
 */
@ExtendWith(CheckedVertx.class)
class HandlerErrorsTest {
    private static final int SECONDS = 10;
    private static final byte[] CONTENT = TestData.bytes(3000);
    private static final String FAULT = "INTERNAL";
    private static final String CUT = "CUT";
    private static final String OK = "OK";

    /** Without a sibling that can be checked, the file itself is sent. */
    private static final String SIBLINGS = "HTTP/1 GET gzip";

    /** Methods whose failure may not concern the client: the response was complete by then. */
    private static final List<String> AFTER_THE_RESULT =
            List.of("close", "expiresAt", "durableOffset", "info", "progress");

    @TempDir
    private Path root;

    private Vertx vertx;
    private GrpcClient grpc;
    private HttpClient http2;

    @BeforeEach
    void connect(Vertx vertx) throws IOException {
        this.vertx = vertx;
        grpc = CheckedVertx.retain(GrpcClient.client(vertx));
        http2 = CheckedVertx.retain(vertx.createHttpClient(
                new HttpClientOptions().setProtocolVersion(HttpVersion.HTTP_2).setHttp2ClearTextUpgrade(false)));
        Files.write(root.resolve("file"), CONTENT);
    }

    static Stream<Point> points() {
        Stream<Point> store = Stream.of(
                        "stat", "open", "create", "follow", "delete", "list", "upload", "resume", "digest")
                .flatMap(method -> of(FileStore.class, method));
        Stream<Point> upload =
                Stream.of("write", "commit", "close", "sync").flatMap(method -> of(Upload.class, method));
        Stream<Point> file = Stream.of("verify", "close").flatMap(method -> of(StoredFile.class, method));
        Stream<Point> read = of(AsyncFile.class, "read");
        Stream<Point> plain = Stream.of(
                        Stream.of("info", "progress", "content", "channel", "cached")
                                .map(method -> new Point(StoredFile.class, method, Moment.THROWN)),
                        Stream.of("id", "spec", "offset", "lost", "expiresAt", "durableOffset")
                                .map(method -> new Point(Upload.class, method, Moment.THROWN)))
                .flatMap(points -> points);
        return Stream.of(store, upload, file, read, plain).flatMap(points -> points);
    }

    private static Stream<Point> of(Class<?> owner, String method) {
        return Stream.of(Moment.values()).map(moment -> new Point(owner, method, moment));
    }

    @ParameterizedTest
    @MethodSource("points")
    void errorInHandler_endsTheRequest_onEveryProtocol(Point point) throws Exception {
        ThrowingStore store = open(point);
        List<String> wrong = new ArrayList<>();
        for (Map.Entry<String, Callable<String>> request : requests().entrySet()) {
            store.arm(true);
            String outcome = outcome(request.getValue());
            boolean mustFail = store.isHit()
                    && !AFTER_THE_RESULT.contains(point.method())
                    && !(point.method().equals("stat") && request.getKey().equals(SIBLINGS));
            boolean isRight = mustFail
                    ? outcome.equals(FAULT) || outcome.equals(CUT)
                    : List.of(OK, FAULT, CUT).contains(outcome);
            if (!isRight) {
                wrong.add(request.getKey() + ": " + outcome);
            }
            store.arm(false);
        }
        assertThat(wrong).isEmpty();
        Transfers transfers = Transfers.of(vertx);
        eventually(transfers::running, () -> transfers.running().isEmpty());
        assertThat(outcome(requests().get("HTTP/1 GET"))).as("afterwards").isEqualTo(OK);
    }

    private ThrowingStore open(Point point) throws Exception {
        JsonObject config = Listeners.config(root);
        config.getJsonObject("tcp").put("downloadFile", "file").put("downloadPort", 0);
        FileStore local = FileStoreProvider.openConfigured(vertx, GatewayConfig.from(config))
                .await(SECONDS, TimeUnit.SECONDS);
        ThrowingStore throwing = new ThrowingStore(point);
        config.put("store", ProvidedStore.section(throwing.over(local)));
        for (String server : List.of("http.HttpServerVerticle", "grpc.GrpcServerVerticle", "tcp.TcpServerVerticle")) {
            Listeners.open(vertx, "io.chunkgate." + server, config);
        }
        return throwing;
    }

    private Map<String, Callable<String>> requests() {
        Map<String, Callable<String>> requests = new LinkedHashMap<>();
        requests.put("HTTP/1 GET", () -> http1("GET /files/file HTTP/1.1", false));
        requests.put("HTTP/1 GET range", () -> http1("GET /files/file HTTP/1.1\nRange: bytes=5-9", false));
        requests.put("HTTP/1 GET ranges", () -> http1("GET /files/file HTTP/1.1\nRange: bytes=5-9,20-29", false));
        requests.put(SIBLINGS, () -> http1("GET /files/file HTTP/1.1\nAccept-Encoding: gzip", false));
        requests.put("HTTP/1 follow", () -> http1("GET /files/file?follow HTTP/1.1", false));
        requests.put("HTTP/1 list", () -> http1("GET /files/ HTTP/1.1", false));
        requests.put("HTTP/1 PUT", () -> http1("PUT /files/put HTTP/1.1", true));
        requests.put("HTTP/1 DELETE", () -> http1("DELETE /files/put HTTP/1.1", false));
        requests.put("tus", () -> http1(tus(), true));
        requests.put("draft", () -> http1("POST /files/draft HTTP/1.1\nUpload-Complete: ?1", true));
        requests.put("form", this::form);
        requests.put("HTTP/2 GET", () -> http2(HttpMethod.GET, "/files/file", Buffer.buffer()));
        requests.put("HTTP/2 PUT", () -> http2(HttpMethod.PUT, "/files/put2", Buffer.buffer(CONTENT)));
        for (String scheme : List.of("grpc", "tcp")) {
            requests.put(scheme + " stat", () -> client(scheme, client -> client.stat("file")));
            requests.put(scheme + " read", () -> client(scheme, HandlerErrorsTest::read));
            requests.put(scheme + " upload", () -> client(scheme, HandlerErrorsTest::upload));
        }
        requests.put("gRPC list", () -> client("grpc", client -> client.list("", Optional.empty())));
        requests.put("gRPC demo", this::demo);
        requests.put("gRPC-Web demo", this::web);
        requests.put("ByteStream write", this::byteStream);
        requests.put("TCP raw upload", this::raw);
        requests.put("TCP download", this::downloadOnConnect);
        return requests;
    }

    private static String outcome(Callable<String> request) throws Exception {
        try {
            return request.call();
        } catch (TimeoutException | SocketTimeoutException hangs) {
            return "no answer";
        } catch (EOFException | SocketException cut) {
            return CUT;
        } catch (ClientException e) {
            return e.code() == ErrorCode.INTERNAL ? FAULT : e.code() == ErrorCode.UNAVAILABLE ? CUT : e.toString();
        }
    }

    private String http1(String head, boolean hasBody) throws IOException {
        int port = Listeners.port(vertx, Listener.HTTP);
        return status((hasBody ? RawHttp.request(port, head, CONTENT) : RawHttp.request(port, head)));
    }

    private static String status(RawHttp.Reply reply) throws EOFException {
        String length = reply.header("Content-Length");
        if (length != null && reply.body().length < Integer.parseInt(length)) {
            throw new EOFException();
        }
        return status(reply.status(), reply.text());
    }

    private static String status(int status, String text) {
        boolean isFault = status == 500 && text.contains(FAULT);
        return isFault ? FAULT : status < 300 || status == 404 ? OK : status + text;
    }

    private static String tus() {
        return "POST /uploads HTTP/1.1\nTus-Resumable: 1.0.0\nContent-Type: application/offset+octet-stream"
                + "\nUpload-Length: " + CONTENT.length + "\nUpload-Metadata: filename dHVz";
    }

    private String form() throws IOException {
        String start = "--X\r\nContent-Disposition: form-data; name=\"a\"; filename=\"form\"\r\n\r\n";
        byte[] body = Buffer.buffer(start)
                .appendBytes(CONTENT)
                .appendString("\r\n--X--\r\n")
                .getBytes();
        int port = Listeners.port(vertx, Listener.HTTP);
        String head = "POST /files/ HTTP/1.1\nAccept: application/json\nContent-Type: multipart/form-data; boundary=X";
        return status(RawHttp.request(port, head, body));
    }

    private String http2(HttpMethod method, String path, Buffer body) throws Exception {
        Future<String> reply = http2.request(method, Listeners.port(vertx, Listener.HTTP), "127.0.0.1", path)
                // The handler of the body is there before the request is sent: this thread may be slower than the
                // response.
                .compose(request -> request.send(body).compose(response -> response.body()
                        .map(text -> status(response.statusCode(), text.toString()))))
                .otherwise(CUT);
        return await(reply);
    }

    private String client(String scheme, Function<GatewayClient, Future<?>> call) throws Exception {
        Listener listener = scheme.equals("grpc") ? Listener.GRPC : Listener.TCP;
        GatewayClient client =
                GatewayClient.of(vertx, new GatewayUrl(scheme, "127.0.0.1", Listeners.port(vertx, listener), ""));
        try {
            await(call.apply(client));
            return OK;
        } finally {
            await(client.close());
        }
    }

    private static Future<Void> read(GatewayClient client) {
        return client.read(ReadRequest.whole("file")).compose(HandlerErrorsTest::drain);
    }

    private static Future<Void> drain(RemoteRead read) {
        Promise<Void> all = Promise.promise();
        read.bytes()
                .exceptionHandler(all::tryFail)
                .endHandler(end -> all.tryComplete())
                .handler(bytes -> {});
        read.bytes().resume();
        return all.future();
    }

    private static Future<?> upload(GatewayClient client) {
        return client.create(new UploadRequest("upload", OptionalLong.of(CONTENT.length), true))
                .compose(upload -> upload.write(Buffer.buffer(CONTENT))
                        .compose(written -> upload.commit(TestData.sha256(CONTENT)))
                        .onComplete(done -> upload.close()));
    }

    private SocketAddress grpcServer() {
        return SocketAddress.inetSocketAddress(Listeners.port(vertx, Listener.GRPC), "127.0.0.1");
    }

    private String demo() throws Exception {
        Request request = Request.newBuilder().setName("file").build();
        return await(grpc.request(grpcServer(), FilesGrpcClient.GetFile)
                .compose(call -> call.send(request))
                .compose(HandlerErrorsTest::grpcStatus)
                .otherwise(CUT));
    }

    private String byteStream() throws Exception {
        WriteRequest request = WriteRequest.newBuilder()
                .setResourceName("bytes")
                .setData(ByteString.copyFrom(CONTENT))
                .setFinishWrite(true)
                .build();
        return await(grpc.request(grpcServer(), ByteStreamGrpcClient.Write)
                .compose(call -> call.send(request))
                .compose(HandlerErrorsTest::grpcStatus)
                .otherwise(CUT));
    }

    private static Future<String> grpcStatus(GrpcClientResponse<?, ?> response) {
        Promise<String> end = Promise.promise();
        response.exceptionHandler(end::tryFail);
        response.errorHandler(reset -> end.tryComplete(CUT));
        response.handler(message -> {});
        response.endHandler(v -> {
            GrpcStatus status = response.status();
            end.tryComplete(
                    status == GrpcStatus.OK ? OK : status == GrpcStatus.INTERNAL ? FAULT : String.valueOf(status));
        });
        return end.future();
    }

    private String web() throws IOException {
        byte[] message =
                GrpcMessages.encode(Request.newBuilder().setName("file").build());
        String head = "POST /demo.Files/GetFile HTTP/1.1\nContent-Type: application/grpc-web+proto";
        RawHttp.Reply reply = RawHttp.request(Listeners.port(vertx, Listener.GRPC), head, message);
        String status = reply.header("grpc-status");
        if ("13".equals(status) || reply.text().contains("grpc-status:13")) {
            return FAULT;
        }
        return reply.text().contains("grpc-status:0") ? OK : reply.status() + reply.text();
    }

    private String raw() throws IOException {
        try (Socket socket = socket(Listener.TCP)) {
            DataOutputStream out = new DataOutputStream(socket.getOutputStream());
            out.writeLong(CONTENT.length);
            out.write(CONTENT);
            long reply = new DataInputStream(socket.getInputStream()).readLong();
            return reply == -ErrorCode.INTERNAL.number() ? FAULT : reply == CONTENT.length ? OK : "" + reply;
        }
    }

    private String downloadOnConnect() throws IOException {
        try (Socket socket = socket(Listener.TCP_DOWNLOAD)) {
            DataInputStream in = new DataInputStream(socket.getInputStream());
            long size = in.readLong();
            byte[] content = in.readAllBytes();
            return size == -ErrorCode.INTERNAL.number() ? FAULT : content.length == size ? OK : CUT;
        }
    }

    private Socket socket(Listener listener) throws IOException {
        Socket socket = new Socket("127.0.0.1", Listeners.port(vertx, listener));
        socket.setSoTimeout((int) TimeUnit.SECONDS.toMillis(SECONDS));
        return socket;
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.await(SECONDS, TimeUnit.SECONDS);
    }
}
