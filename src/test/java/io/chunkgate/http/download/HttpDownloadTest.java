package io.chunkgate.http.download;

import static io.chunkgate.testkit.Eventually.eventually;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chunkgate.http.message.MultipartRanges;
import io.chunkgate.http.message.RequestPath;
import io.chunkgate.io.ByteRange;
import io.chunkgate.testkit.CheckedVertx;
import io.chunkgate.testkit.HttpProbe;
import io.chunkgate.testkit.HttpProbe.Reply;
import io.chunkgate.testkit.Listeners;
import io.chunkgate.testkit.TestData;
import io.chunkgate.transfer.Transfers;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(CheckedVertx.class)
class HttpDownloadTest {
    @TempDir
    private Path root;

    private Vertx vertx;
    private HttpProbe probe;

    @BeforeEach
    void openServer(Vertx vertx) throws Exception {
        this.vertx = vertx;
        Listeners.open(vertx, "io.chunkgate.http.HttpServerVerticle", Listeners.config(root));
        probe = HttpProbe.of(vertx);
    }

    @ParameterizedTest
    @CsvSource({
        "HTTP_1_1, 0", "HTTP_1_1, 1", "HTTP_1_1, 65536", "HTTP_1_1, 65537", "HTTP_1_1, 262144", "HTTP_1_1, 5000000",
        "HTTP_2, 0", "HTTP_2, 1", "HTTP_2, 65536", "HTTP_2, 131072", "HTTP_2, 131073", "HTTP_2, 5000000"
    })
    void wholeFile_arrivesWhole(HttpVersion version, int size) throws Exception {
        byte[] bytes = TestData.file(root.resolve("folder/file.bin"), size);
        Reply response = probe.send(version, HttpMethod.GET, "/files/folder/file.bin", Map.of());
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.header("content-length")).isEqualTo(Integer.toString(size));
        assertThat(response.header("accept-ranges")).isEqualTo("bytes");
        assertThat(response.header("x-content-type-options")).isEqualTo("nosniff");
        assertThat(response.body()).isEqualTo(bytes);
    }

    @ParameterizedTest
    @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
    void range_isPartial(HttpVersion version) throws Exception {
        byte[] bytes = TestData.file(root.resolve("file.bin"), 1_000_000);
        Reply response = probe.send(version, HttpMethod.GET, "/files/file.bin", Map.of("Range", "bytes=1000-899999"));
        assertThat(response.status()).isEqualTo(206);
        assertThat(response.header("content-range")).isEqualTo("bytes 1000-899999/1000000");
        assertThat(response.body()).isEqualTo(Arrays.copyOfRange(bytes, 1000, 900_000));
    }

    @ParameterizedTest
    @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
    void severalRanges_areMultipart(HttpVersion version) throws Exception {
        byte[] bytes = TestData.file(root.resolve("file.bin"), 1_000_000);
        Reply response =
                probe.send(version, HttpMethod.GET, "/files/file.bin", Map.of("Range", "bytes=0-9, 500000-799999, -3"));
        assertThat(response.status()).isEqualTo(206);
        String type = response.header("content-type");
        assertThat(type).startsWith("multipart/byteranges; boundary=");
        MultipartRanges framing = new MultipartRanges(
                type.substring(type.indexOf('=') + 1),
                "application/octet-stream",
                bytes.length,
                List.of(new ByteRange(0, 10), new ByteRange(500_000, 300_000), new ByteRange(999_997, 3)));
        Buffer expected = Buffer.buffer(framing.header(0))
                .appendBytes(bytes, 0, 10)
                .appendBytes(framing.header(1))
                .appendBytes(bytes, 500_000, 300_000)
                .appendBytes(framing.header(2))
                .appendBytes(bytes, 999_997, 3)
                .appendBytes(framing.closing());
        assertThat(response.body()).isEqualTo(expected.getBytes());
        assertThat(response.header("content-length")).isEqualTo(Integer.toString(expected.length()));
    }

    @Test
    void rangeBeyondTheEnd_isRefusedWithTheSize() throws Exception {
        TestData.file(root.resolve("file.bin"), 100);
        Reply response = probe.get("/files/file.bin", Map.of("Range", "bytes=100-"));
        assertThat(response.status()).isEqualTo(416);
        assertThat(response.header("content-range")).isEqualTo("bytes */100");
    }

    @ParameterizedTest
    @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
    void head_hasTheLengthAndNoBody_evenWithRange(HttpVersion version) throws Exception {
        TestData.file(root.resolve("file.bin"), 100_000);
        Reply response = probe.send(version, HttpMethod.HEAD, "/files/file.bin", Map.of("Range", "bytes=0-9"));
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.header("content-length")).isEqualTo("100000");
        assertThat(response.body()).isEmpty();
    }

    @Test
    void unchangedFile_isNotSentAgain() throws Exception {
        TestData.file(root.resolve("file.bin"), 100_000);
        Reply first = probe.get("/files/file.bin", Map.of());
        Reply byTag = probe.get("/files/file.bin", Map.of("If-None-Match", first.header("etag")));
        assertThat(byTag.status()).isEqualTo(304);
        assertThat(byTag.header("etag")).isEqualTo(first.header("etag"));
        assertThat(byTag.body()).isEmpty();
        Reply byDate = probe.get("/files/file.bin", Map.of("If-Modified-Since", first.header("last-modified")));
        assertThat(byDate.status()).isEqualTo(304);
    }

    @Test
    void resumeOfAChangedFile_getsTheWholeNewOne() throws Exception {
        TestData.file(root.resolve("file.bin"), 1000);
        String oldTag = probe.get("/files/file.bin", Map.of()).header("etag");
        byte[] changed = TestData.file(root.resolve("file.bin"), 2000);
        Reply response = probe.get("/files/file.bin", Map.of("Range", "bytes=500-", "If-Range", oldTag));
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.body()).isEqualTo(changed);
        assertThat(probe.get("/files/file.bin", Map.of("If-Match", oldTag)).status())
                .isEqualTo(412);
    }

    @ParameterizedTest
    @CsvSource({
        "/files/missing, 404",
        "/files/../secret, 422",
        "/files/%2e%2e/secret, 422",
        "/files/a%2Fb, 400",
        "/files/%zz, 400",
        "/files/.chunkgate/uploads/x, 422",
        "/files/a%00b, 422",
        "/elsewhere, 404"
    })
    void badPath_isAProblemDocument(String path, int status) throws Exception {
        TestData.file(root.resolve("folder/file.bin"), 10);
        Reply response = probe.get(path, Map.of());
        assertThat(response.status()).isEqualTo(status);
        assertThat(response.header("content-type")).isEqualTo("application/problem+json");
        JsonObject problem = new JsonObject(Buffer.buffer(response.body()));
        assertThat(problem.getInteger("status")).isEqualTo(status);
        assertThat(problem.getString("detail")).isNotEmpty().doesNotContain(root.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"ü 日本 🎬.bin", "a+b c%d#e?.bin", "quote\"'<script>.bin"})
    void nameOfAnyCharacters_isFound(String name) throws Exception {
        byte[] bytes = TestData.file(root.resolve(name), 10);
        assertThat(probe.get("/files/" + RequestPath.encode(name), Map.of()).body())
                .isEqualTo(bytes);
    }

    @Test
    void unknownMethod_isRefusedWithAllow() throws Exception {
        Reply response = probe.send(HttpVersion.HTTP_1_1, HttpMethod.PATCH, "/files/file.bin", Map.of());
        assertThat(response.status()).isEqualTo(405);
        assertThat(response.header("allow")).contains("GET", "HEAD");
    }

    @ParameterizedTest
    @ValueSource(strings = {"live", "ready"})
    void health_isOk(String check) throws Exception {
        assertThat(probe.get("/health/" + check, Map.of()).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
    void fileTruncatedWhileItIsSent_endsVisibly(HttpVersion version) throws Exception {
        Path path = root.resolve("file.bin");
        byte[] bytes = TestData.file(path, 30_000_000);
        assertThatThrownBy(() -> pausedDownload(version, () -> truncate(path, 1000)))
                .isNotInstanceOf(TimeoutException.class);
        assertThat(bytes).hasSize(30_000_000);
    }

    @ParameterizedTest
    @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
    void fileOverwrittenInPlaceWhileItIsSent_endsVisibly(HttpVersion version) throws Exception {
        Path path = root.resolve("file.bin");
        TestData.file(path, 30_000_000);
        assertThatThrownBy(() -> pausedDownload(version, () -> overwrite(path)))
                .isNotInstanceOf(TimeoutException.class);
    }

    @ParameterizedTest
    @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
    void fileAppendedToWhileItIsSent_arrivesWithTheLengthAtOpening(HttpVersion version) throws Exception {
        Path path = root.resolve("file.bin");
        byte[] bytes = TestData.file(path, 30_000_000);
        assertThat(pausedDownload(version, () -> Files.write(path, new byte[10], StandardOpenOption.APPEND)))
                .isEqualTo(bytes);
    }

    @ParameterizedTest
    @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
    void longerFileWrittenInPlaceWhileItIsSent_endsVisibly(HttpVersion version) throws Exception {
        Path path = root.resolve("file.bin");
        TestData.file(path, 30_000_000);
        assertThatThrownBy(() -> pausedDownload(version, () -> Files.write(path, new byte[30_000_010])))
                .isNotInstanceOf(TimeoutException.class);
    }

    @ParameterizedTest
    @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
    void fileReplacedOrDeletedWhileItIsSent_arrivesAsItWas(HttpVersion version) throws Exception {
        Path path = root.resolve("file.bin");
        byte[] bytes = TestData.file(path, 30_000_000);
        Path other = root.resolve("other.bin");
        TestData.file(other, 30_000_001);
        assertThat(pausedDownload(version, () -> Files.move(other, path, StandardCopyOption.ATOMIC_MOVE)))
                .isEqualTo(bytes);
        byte[] replaced = Files.readAllBytes(path);
        assertThat(pausedDownload(version, () -> Files.delete(path))).isEqualTo(replaced);
    }

    @Test
    void disconnectedClient_releasesTheFile() throws Exception {
        TestData.file(root.resolve("file.bin"), 30_000_000);
        try (Socket socket = new Socket("127.0.0.1", probe.port())) {
            socket.getOutputStream()
                    .write("GET /files/file.bin HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(US_ASCII));
            assertThat(socket.getInputStream().read()).isEqualTo('H');
            assertThat(Transfers.of(vertx).running()).hasSize(1);
        }
    }

    @Test
    void disconnectedHttp2Client_releasesTheFile() throws Exception {
        TestData.file(root.resolve("file.bin"), 30_000_000);
        HttpClient client = probe.client(HttpVersion.HTTP_2);
        probe.request(client, HttpMethod.GET, "/files/file.bin", Map.of())
                .onSuccess(HttpClientResponse::pause)
                .await(20, TimeUnit.SECONDS);
        assertThat(Transfers.of(vertx).running()).hasSize(1);
        client.close().await(20, TimeUnit.SECONDS);
    }

    @ParameterizedTest
    @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
    void clientThatStopsReading_isDisconnected(HttpVersion version) throws Exception {
        JsonObject config = Listeners.config(root);
        config.getJsonObject("http").put("idleTimeoutMs", 200);
        Vertx own = CheckedVertx.create();
        Listeners.open(own, "io.chunkgate.http.HttpServerVerticle", config);
        HttpProbe probe = HttpProbe.of(own);
        TestData.file(root.resolve("file.bin"), 30_000_000);
        HttpClientResponse response = probe.request(probe.client(version), HttpMethod.GET, "/files/file.bin", Map.of())
                .onSuccess(HttpClientResponse::pause)
                .await(20, TimeUnit.SECONDS);
        eventually(
                () -> Transfers.of(own).running(),
                () -> Transfers.of(own).running().isEmpty());
        assertThatThrownBy(() -> body(response)).isNotInstanceOf(TimeoutException.class);
        own.close().await(20, TimeUnit.SECONDS);
    }

    private interface Change {
        void make() throws IOException;
    }

    /** Reads the head, changes the file while the body waits, and then reads the body. */
    private byte[] pausedDownload(HttpVersion version, Change change) throws Exception {
        HttpClientResponse response = probe.request(probe.client(version), HttpMethod.GET, "/files/file.bin", Map.of())
                .onSuccess(HttpClientResponse::pause)
                .await(20, TimeUnit.SECONDS);
        change.make();
        return body(response);
    }

    private static byte[] body(HttpClientResponse response) throws Exception {
        Future<Buffer> body = response.body();
        response.resume();
        return body.await(20, TimeUnit.SECONDS).getBytes();
    }

    private static void truncate(Path path, long size) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            file.setLength(size);
        }
    }

    private static void overwrite(Path path) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            file.write(new byte[1000]);
        }
        Files.setLastModifiedTime(path, FileTime.from(Instant.EPOCH));
    }
}
