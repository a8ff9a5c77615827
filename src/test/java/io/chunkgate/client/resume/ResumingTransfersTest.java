package io.chunkgate.client.resume;

import static io.chunkgate.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.chunkgate.client.ClientException;
import io.chunkgate.client.GatewayClient;
import io.chunkgate.client.GatewayUrl;
import io.chunkgate.client.RemoteUpload;
import io.chunkgate.client.UploadRequest;
import io.chunkgate.server.net.Listener;
import io.chunkgate.store.ErrorCode;
import io.chunkgate.testkit.CheckedVertx;
import io.chunkgate.testkit.CuttingProxy;
import io.chunkgate.testkit.ErrorLog;
import io.chunkgate.testkit.Listeners;
import io.chunkgate.testkit.TestData;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Transfers over an unreliable network, with each protocol. */
@ExtendWith(CheckedVertx.class)
@Tag("slow")
class ResumingTransfersTest {
    private static final String VERTX_FAULT = "io.vertx.core.http.impl.VertxHttp2Stream$3.cancel";

    private static final int SIZE = 8_000_000;
    private static final int CUTS = 3;
    private static final int RETRIES = 10;
    private static final byte[] BYTES = TestData.bytes(SIZE);
    private static final String SHA256 = TestData.sha256(BYTES);

    @TempDir
    private Path root;

    @TempDir
    private Path folder;

    private final AtomicInteger interruptions = new AtomicInteger();
    private final List<String> notes = new ArrayList<>();
    private final List<AutoCloseable> toClose = new ArrayList<>();

    private Vertx vertx;

    @BeforeEach
    void open(Vertx vertx) throws Exception {
        this.vertx = vertx;
        Listeners.open(vertx, "io.chunkgate.http.HttpServerVerticle", Listeners.config(root));
        Listeners.open(vertx, "io.chunkgate.grpc.GrpcServerVerticle", Listeners.config(root));
        Listeners.open(vertx, "io.chunkgate.tcp.TcpServerVerticle", Listeners.config(root));
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable closeable : toClose) {
            closeable.close();
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Listener.class,
            names = {"HTTP", "GRPC", "TCP"})
    void upload_completesDespiteCuts(Listener server) throws Exception {
        TransferOptions link = brokenLink(server);
        Path file = Files.write(folder.resolve("file"), BYTES);
        try (FileSource source = FileSource.open(file)) {
            TransferResult done = await(ResumingUpload.start(link, request(), source, PendingUploads.NONE));

            assertThat(done.verified()).isTrue();
            assertThat(done.sha256()).isEqualTo(SHA256);
        }
        assertThat(interruptions).hasValueGreaterThanOrEqualTo(CUTS);
        assertThat(root.resolve("file")).hasBinaryContent(BYTES);
    }

    @ParameterizedTest
    @EnumSource(
            value = Listener.class,
            names = {"HTTP", "GRPC", "TCP"})
    void sourceThatChanges_isNotPublished(Listener server) throws Exception {
        Path file = Files.write(folder.resolve("file"), BYTES);
        try (FileSource source = FileSource.open(file)) {
            Files.write(file, new byte[1], StandardOpenOption.APPEND);

            assertFails(
                    ResumingUpload.start(link(server, port(server)), request(), source, PendingUploads.NONE),
                    ErrorCode.ABORTED);
        }
        assertThat(root.resolve("file")).doesNotExist();
    }

    /** Every range ends, also those whose connection is paused, not open yet, or has delivered all its bytes. */
    @ParameterizedTest
    @EnumSource(
            value = Listener.class,
            names = {"HTTP", "GRPC", "TCP"})
    void downloadToAFullDisk_failsWithTheReason_andLogsNothing(Listener server) throws Exception {
        Files.write(root.resolve("file"), BYTES);
        Files.createSymbolicLink(folder.resolve("copy.part"), Path.of("/dev/full"));
        try (ErrorLog log = ErrorLog.open()) {
            for (int parallel : new int[] {1, 4, 8}) {
                Future<TransferResult> download = ResumingDownload.start(
                        link(server, port(server)), "file", folder.resolve("copy"), false, parallel);

                assertFails(download, ErrorCode.INTERNAL);
                assertThat(download.cause()).hasMessage("No space left on device");
            }
            // The server in this process: Vert.x 5.0.12 throws when a stream closes before its trailers were sent.
            assertThat(log.errors())
                    .filteredOn(error -> !error.contains(VERTX_FAULT))
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Listener.class,
            names = {"HTTP", "GRPC", "TCP"})
    void streamUpload_completesDespiteCuts(Listener server) throws Exception {
        TransferOptions link = brokenLink(server);
        StreamSource source = new StreamSource(new ByteArrayInputStream(BYTES));

        await(ResumingUpload.start(
                link, new UploadRequest("file", OptionalLong.empty(), false), source, PendingUploads.NONE));

        assertThat(root.resolve("file")).hasBinaryContent(BYTES);
    }

    @ParameterizedTest
    @EnumSource(
            value = Listener.class,
            names = {"HTTP", "GRPC", "TCP"})
    void downloadInFourRanges_completesDespiteCuts(Listener server) throws Exception {
        Files.write(root.resolve("file"), BYTES);

        TransferResult done =
                await(ResumingDownload.start(brokenLink(server), "file", folder.resolve("copy"), false, 4));

        assertThat(done.sha256()).isEqualTo(SHA256);
        assertThat(interruptions).hasValueGreaterThanOrEqualTo(CUTS);
        assertThat(folder.resolve("copy")).hasBinaryContent(BYTES);
        try (var left = Files.list(folder)) {
            assertThat(left).containsExactly(folder.resolve("copy"));
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Listener.class,
            names = {"HTTP", "GRPC", "TCP"})
    void streamDownload_isInOrderDespiteCuts(Listener server) throws Exception {
        Files.write(root.resolve("file"), BYTES);
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        await(StreamDownload.start(brokenLink(server), "file", sink(out)));

        assertThat(out.toByteArray()).isEqualTo(BYTES);
    }

    @ParameterizedTest
    @EnumSource(
            value = Listener.class,
            names = {"HTTP", "GRPC", "TCP"})
    void logThatGrowsBetweenRequests_isDownloadedWithItsLengthAtOpening(Listener server) throws Exception {
        Files.write(root.resolve("file"), BYTES);
        TransferOptions link =
                new TransferOptions(vertx, appendedTo(client(server, port(server))), RETRIES, listener());
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        await(StreamDownload.start(link, "file", sink(out)));
        await(ResumingDownload.start(link, "file", folder.resolve("one"), false, 1));
        await(ResumingDownload.start(link, "file", folder.resolve("four"), false, 4));

        byte[] grown = Files.readAllBytes(root.resolve("file"));
        for (byte[] copy : List.of(
                out.toByteArray(),
                Files.readAllBytes(folder.resolve("one")),
                Files.readAllBytes(folder.resolve("four")))) {
            assertThat(copy.length).isBetween(SIZE, grown.length);
            assertThat(copy).isEqualTo(Arrays.copyOf(grown, copy.length));
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Listener.class,
            names = {"HTTP", "GRPC", "TCP"})
    void emptyFile_isDownloaded(Listener server) throws Exception {
        Files.createFile(root.resolve("file"));
        TransferOptions link = link(server, port(server));
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        await(StreamDownload.start(link, "file", sink(out)));
        await(ResumingDownload.start(link, "file", folder.resolve("copy"), false, 1));

        assertThat(out.size()).isZero();
        assertThat(folder.resolve("copy")).isEmptyFile();
    }

    @ParameterizedTest
    @EnumSource(
            value = Listener.class,
            names = {"HTTP", "GRPC", "TCP"})
    void runningUpload_isFollowedToItsEnd(Listener server) throws Exception {
        GatewayClient uploader = client(server, port(server));
        RemoteUpload upload = await(uploader.create(request()));
        await(upload.write(Buffer.buffer(Arrays.copyOf(BYTES, 3_000_000))));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Future<TransferResult> followed = StreamDownload.follow(link(server, port(server)), "file", sink(out));

        await(upload.write(Buffer.buffer(Arrays.copyOfRange(BYTES, 3_000_000, SIZE))));
        assertThat(followed.isComplete()).isFalse();
        await(upload.commit(SHA256));
        upload.close();

        assertThat(await(followed).sha256()).isEqualTo(SHA256);
        assertThat(out.toByteArray()).isEqualTo(BYTES);
    }

    @Test
    void discardedUpload_endsItsFollower() throws Exception {
        GatewayClient uploader = client(Listener.TCP, port(Listener.TCP));
        RemoteUpload upload = await(uploader.create(request()));
        await(upload.write(Buffer.buffer(Arrays.copyOf(BYTES, 3_000_000))));
        ByteArrayOutputStream received = new ByteArrayOutputStream();
        Future<TransferResult> followed =
                StreamDownload.follow(link(Listener.TCP, port(Listener.TCP)), "file", sink(received));
        eventually(followed::cause, () -> received.size() > 0);

        await(upload.discard());

        assertFails(followed, ErrorCode.ABORTED);
    }

    @Test
    void partialFileOfAnotherVersion_isNotResumed() throws Exception {
        Files.write(root.resolve("file"), BYTES);
        Files.write(folder.resolve("copy.part"), TestData.bytes(1_000_000));
        Files.writeString(
                folder.resolve("copy.part.json"),
                "{\"name\":\"file\",\"etag\":\"\\\"old\\\"\",\"size\":8000000,\"segments\":[[0,0,8000000]]}");

        await(ResumingDownload.start(
                link(Listener.HTTP, port(Listener.HTTP)), "file", folder.resolve("copy"), false, 1));

        assertThat(notes).singleElement().asString().contains("another version, starting over");
        assertThat(folder.resolve("copy")).hasBinaryContent(BYTES);
    }

    @ParameterizedTest
    @EnumSource(
            value = Listener.class,
            names = {"HTTP", "GRPC", "TCP"})
    void fileThatIsReplacedAfterItsDescription_isDownloadedFromItsStart(Listener server) throws Exception {
        Files.write(root.resolve("file"), BYTES);
        byte[] next = TestData.bytes(SIZE + 1);
        GatewayClient client = client(server, port(server));
        String etag = await(client.stat("file")).etag().orElseThrow();
        Files.write(folder.resolve("copy.part"), Arrays.copyOf(BYTES, 1_000_000));
        Files.writeString(
                folder.resolve("copy.part.json"),
                "{\"name\":\"file\",\"etag\":\"" + etag.replace("\"", "\\\"")
                        + "\",\"size\":8000000,\"segments\":[[0,0,8000000]]}");
        TransferOptions link =
                new TransferOptions(vertx, after(client, "stat", () -> replace(next)), RETRIES, listener());

        await(ResumingDownload.start(link, "file", folder.resolve("copy"), false, 1));

        assertThat(folder.resolve("copy")).hasBinaryContent(next);
    }

    private void replace(byte[] bytes) {
        try {
            Files.write(root.resolve("next"), bytes);
            Files.move(root.resolve("next"), root.resolve("file"), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void corruptPartialFile_failsDigestCheck_andIsDeleted() throws Exception {
        Files.write(root.resolve("file"), BYTES);
        TransferOptions link = link(Listener.HTTP, port(Listener.HTTP));
        String etag = await(link.client().stat("file")).etag().orElseThrow();
        Files.write(folder.resolve("copy.part"), new byte[1_000_000]);
        Files.writeString(
                folder.resolve("copy.part.json"),
                "{\"name\":\"file\",\"etag\":\"" + etag.replace("\"", "\\\"")
                        + "\",\"size\":8000000,\"segments\":[[0,0,8000000]]}");

        assertFails(ResumingDownload.start(link, "file", folder.resolve("copy"), false, 1), ErrorCode.DATA_LOSS);

        try (var left = Files.list(folder)) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void existingTarget_isNotReplaced() throws Exception {
        Files.write(root.resolve("file"), BYTES);
        Files.writeString(folder.resolve("copy"), "mine");
        TransferOptions link = link(Listener.HTTP, port(Listener.HTTP));

        assertFails(ResumingDownload.start(link, "file", folder.resolve("copy"), false, 1), ErrorCode.ALREADY_EXISTS);
        assertThat(folder.resolve("copy")).hasContent("mine");

        await(ResumingDownload.start(link, "file", folder.resolve("copy"), true, 1));
        assertThat(folder.resolve("copy")).hasBinaryContent(BYTES);
    }

    @Test
    void unreachableNetwork_failsAfterRetries() throws Exception {
        Files.write(root.resolve("file"), BYTES);
        CuttingProxy proxy = new CuttingProxy(port(Listener.HTTP), 1_000, 1_000);
        toClose.add(proxy);
        TransferOptions link = new TransferOptions(vertx, client(Listener.HTTP, proxy.port()), 2, listener());

        assertFails(StreamDownload.start(link, "file", sink(new ByteArrayOutputStream())), ErrorCode.UNAVAILABLE);
        assertThat(interruptions.get()).as("twice without a byte in between").isBetween(2, 20);
    }

    private UploadRequest request() {
        return new UploadRequest("file", OptionalLong.of(SIZE), false);
    }

    private TransferOptions brokenLink(Listener server) {
        CuttingProxy proxy = new CuttingProxy(port(server), CUTS, SIZE);
        toClose.add(proxy);
        return link(server, proxy.port());
    }

    private TransferOptions link(Listener server, int port) {
        return new TransferOptions(vertx, client(server, port), RETRIES, listener());
    }

    private GatewayClient client(Listener server, int port) {
        String scheme = server.name().toLowerCase(Locale.ROOT);
        GatewayClient client = GatewayClient.of(vertx, new GatewayUrl(scheme, "127.0.0.1", port, ""));
        toClose.add(0, () -> client.close().await(20, TimeUnit.SECONDS));
        return client;
    }

    /** The file grows after each description, and after each read was opened. */
    private GatewayClient appendedTo(GatewayClient client) {
        return after(after(client, "stat", this::grow), "read", this::grow);
    }

    /** Does something after each call of a method has succeeded. */
    private GatewayClient after(GatewayClient client, String name, Runnable then) {
        return (GatewayClient) Proxy.newProxyInstance(
                GatewayClient.class.getClassLoader(),
                new Class<?>[] {GatewayClient.class},
                (proxy, method, parameters) -> {
                    Object result = method.invoke(client, parameters);
                    return method.getName().equals(name) ? after((Future<?>) result, then) : result;
                });
    }

    /** Files are written on a worker. */
    private <T> Future<T> after(Future<T> result, Runnable then) {
        return result.compose(done -> vertx.executeBlocking(() -> {
            then.run();
            return done;
        }));
    }

    private void grow() {
        try {
            Files.write(root.resolve("file"), new byte[] {'\n'}, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private int port(Listener server) {
        return Listeners.port(vertx, server);
    }

    private TransferListener listener() {
        return new TransferListener() {
            @Override
            public void interrupted(ClientException cause, Duration delay) {
                interruptions.incrementAndGet();
            }

            @Override
            public void note(String message) {
                notes.add(message);
            }
        };
    }

    private static ByteSink sink(ByteArrayOutputStream out) {
        return (long position, ByteBuffer bytes) -> {
            assertThat(position).isEqualTo(out.size());
            byte[] copy = new byte[bytes.remaining()];
            bytes.get(copy);
            out.writeBytes(copy);
        };
    }

    private static void assertFails(Future<?> transfer, ErrorCode code) {
        ClientException failure = catchThrowableOfType(ClientException.class, () -> await(transfer));
        assertThat(failure).as("failure with %s", code).isNotNull();
        assertThat(failure.code()).as(failure.getMessage()).isEqualTo(code);
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.await(60, TimeUnit.SECONDS);
    }
}
