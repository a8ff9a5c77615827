package io.chunkgate.accesslog;

import static io.chunkgate.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chunkgate.io.ByteRange;
import io.chunkgate.server.net.Listener;
import io.chunkgate.store.FileName;
import io.chunkgate.testkit.CheckedVertx;
import io.chunkgate.testkit.HttpProbe;
import io.chunkgate.testkit.Listeners;
import io.chunkgate.testkit.MetadataOnlyFile;
import io.chunkgate.testkit.TestData;
import io.chunkgate.transfer.ClientId;
import io.chunkgate.transfer.Direction;
import io.chunkgate.transfer.Transfer;
import io.chunkgate.transfer.TransferOutcome;
import io.chunkgate.transfer.Transfers;
import io.chunkgate.transfer.download.InMemoryDownload;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.json.JsonObject;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(CheckedVertx.class)
class AccessLogTest {
    private static final String HTTP = "io.chunkgate.http.HttpServerVerticle";
    private static final String TCP = "io.chunkgate.tcp.TcpServerVerticle";

    @TempDir
    Path root;

    @TempDir
    Path logs;

    @Test
    void logsTransfersAndRejections(Vertx vertx) throws Exception {
        TestData.file(root.resolve("file"), 100_000);
        open(vertx, 60_000);
        HttpProbe http = HttpProbe.of(vertx);
        http.get("/files/file", Map.of("Range", "bytes=10-99", "User-Agent", "manager/1"));
        http.get("/files/missing", Map.of());
        try (Socket socket = new Socket("127.0.0.1", Listeners.port(vertx, Listener.TCP))) {
            new DataOutputStream(socket.getOutputStream()).writeLong(3);
            socket.getOutputStream().write("abc".getBytes(StandardCharsets.UTF_8));
            assertThat(socket.getInputStream().readAllBytes()).hasSize(8);
        }
        eventually(this::lines, () -> lines().size() == 3);

        JsonObject part = lines().get(0);
        assertThat(part.getString("peer")).startsWith("127.0.0.1:");
        assertThat(part.getString("etag")).startsWith("\"");
        assertThat(part.getLong("ms")).isNotNegative();
        assertThat(without(part, "time", "peer", "etag", "ms"))
                .isEqualTo(new JsonObject()
                        .put("kind", "transfer")
                        .put("listener", "http")
                        .put("principal", "anonymous")
                        .put("direction", "download")
                        .put("name", "file")
                        .put("start", 10)
                        .put("end", 100)
                        .put("size", 100_000)
                        .put("bytes", 90)
                        .put("outcome", "complete")
                        .put("agent", "manager/1"));
        assertThat(lines().get(1).getString("kind")).isEqualTo("rejected");
        assertThat(lines().get(1).getString("reason")).isEqualTo("not_found");
        assertThat(lines().get(2).getString("direction")).isEqualTo("upload");
        assertThat(lines().get(2).getString("upload")).isNotEmpty();
    }

    @Test
    void changesOfNames_areLogged_whenTheyAreMade(Vertx vertx) throws Exception {
        TestData.file(root.resolve("a/file"), 100);
        open(vertx, 60_000);
        HttpProbe http = HttpProbe.of(vertx);
        http.send(
                HttpVersion.HTTP_1_1,
                HttpMethod.MOVE,
                "/files/a/file",
                Map.of("Destination", "/files/b", "User-Agent", "manager/1"));
        http.send(HttpVersion.HTTP_1_1, HttpMethod.MKCOL, "/files/c", Map.of());
        http.send(HttpVersion.HTTP_1_1, HttpMethod.DELETE, "/files/a/", Map.of());
        http.send(HttpVersion.HTTP_1_1, HttpMethod.DELETE, "/files/b", Map.of());
        http.send(HttpVersion.HTTP_1_1, HttpMethod.DELETE, "/files/b", Map.of());
        eventually(this::lines, () -> lines().size() == 5);

        assertThat(without(lines().get(0), "time", "peer"))
                .isEqualTo(new JsonObject()
                        .put("kind", "change")
                        .put("listener", "http")
                        .put("principal", "anonymous")
                        .put("change", "move")
                        .put("name", "a/file")
                        .put("target", "b")
                        .put("agent", "manager/1"));
        assertThat(lines().stream().map(line -> line.getString("change") + " " + line.getString("name")))
                .startsWith("move a/file", "create_folder c", "delete_folder a", "delete b");
        assertThat(lines().get(4).getString("kind")).as("nothing was changed").isEqualTo("rejected");
    }

    @Test
    void sixteenRangesOfAFile_areOneDownload(Vertx vertx) throws Exception {
        TestData.file(root.resolve("file"), 160_000);
        open(vertx, 60_000);
        HttpProbe http = HttpProbe.of(vertx);
        for (int part : IntStream.range(0, 16).toArray()) {
            int start = part * 10_000;
            int overlapping = Math.min(159_999, start + 10_099);
            http.get("/files/file", Map.of("Range", "bytes=" + start + "-" + overlapping));
        }
        eventually(this::lines, () -> lines().size() == 17);

        JsonObject joined = lines().get(16);
        assertThat(without(joined, "time", "etag", "ms"))
                .isEqualTo(new JsonObject()
                        .put("kind", "download")
                        .put("listener", "http")
                        .put("host", "127.0.0.1")
                        .put("principal", "anonymous")
                        .put("name", "file")
                        .put("size", 160_000)
                        .put("bytes", 161_500)
                        .put("distinctBytes", 160_000)
                        .put("parts", 16)
                        .put("whole", true));
    }

    @Test
    void partsWithAGap_areADownloadThatIsNotWhole_whenTheListenersClose(Vertx vertx) throws Exception {
        TestData.file(root.resolve("file"), 10_000);
        open(vertx, 60_000);
        HttpProbe http = HttpProbe.of(vertx);
        http.get("/files/file", Map.of("Range", "bytes=0-999"));
        http.get("/files/file", Map.of("Range", "bytes=5000-5999"));

        vertx.close().await();

        assertThat(lines()).hasSize(3);
        assertThat(lines().get(2).getString("kind")).isEqualTo("download");
        assertThat(lines().get(2).getBoolean("whole")).isFalse();
        assertThat(lines().get(2).getInteger("distinctBytes")).isEqualTo(2000);
    }

    @Test
    void partsOfADownload_areAggregated_untilTheIdleTime(Vertx vertx) {
        RangeAggregator aggregator = new RangeAggregator(Transfers.of(vertx), Duration.ofSeconds(60));
        Instant now = Instant.now();
        assertThat(aggregator.add(part(vertx, 0, 10, now))).isEmpty();
        assertThat(aggregator.add(part(vertx, 5, 10, now))).isEmpty();
        assertThat(aggregator.add(part(vertx, 50, 10, now))).isEmpty();

        assertThat(aggregator.expired(now.plusSeconds(59))).isEmpty();
        List<AggregatedDownload> over = aggregator.expired(now.plusSeconds(61));
        assertThat(over).hasSize(1);
        assertThat(over.get(0).toJson().getLong("distinctBytes")).isEqualTo(25);
        assertThat(over.get(0).toJson().getLong("bytes")).isEqualTo(30);
        assertThat(aggregator.all()).isEmpty();
    }

    @Test
    void textFromClients_cannotEndALine(Vertx vertx) throws Exception {
        TestData.file(root.resolve("file"), 10);
        open(vertx, 60_000);
        String hostile = "a\u0001\u001b[2J\"}\\n{\u007f\u0085\u2028";
        try (Socket socket = new Socket("127.0.0.1", Listeners.port(vertx, Listener.HTTP))) {
            socket.getOutputStream()
                    .write(
                            "GET /files/file HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nUser-Agent: a\t\"}\\n{b\r\n\r\n"
                                    .getBytes(StandardCharsets.ISO_8859_1));
            assertThat(socket.getInputStream().readAllBytes()).isNotEmpty();
        }
        HttpProbe.of(vertx).get("/files/no%0Asuch%1B%22file", Map.of());
        eventually(this::lines, () -> lines().size() == 2);

        assertThat(text().chars().filter(c -> (c < ' ' && c != '\n') || c == 0x7f))
                .isEmpty();
        assertThat(LogLines.encode(new JsonObject().put("text", hostile)).chars())
                .filteredOn(c -> Character.isISOControl(c) || c == '\u2028')
                .containsExactly((int) '\n');
        assertThat(new JsonObject(LogLines.encode(new JsonObject().put("text", hostile))).getString("text"))
                .isEqualTo(hostile);
    }

    @Test
    void movedFile_isCreatedAgain(Vertx vertx) throws Exception {
        TestData.file(root.resolve("file"), 10);
        open(vertx, 60_000);
        HttpProbe http = HttpProbe.of(vertx);
        http.get("/files/file", Map.of());
        eventually(this::lines, () -> lines().size() == 1);
        Files.move(logs.resolve("log"), logs.resolve("log.1"));

        eventually(() -> "no new file", () -> Files.exists(logs.resolve("log")));
        http.get("/files/file", Map.of());

        eventually(this::lines, () -> lines().size() == 1);
        assertThat(Files.readAllLines(logs.resolve("log.1"))).hasSize(1);
    }

    @Test
    void unwritableFile_failsTheStart(Vertx vertx) {
        JsonObject config = Listeners.config(root)
                .put(
                        "accessLog",
                        new JsonObject()
                                .put("file", logs.resolve("no/such/folder").toString()));
        assertThatThrownBy(() -> Listeners.open(vertx, HTTP, config)).hasMessageContaining("accessLog.file: '");
    }

    private static LogWriter.Event.Ended part(Vertx vertx, long start, long length, Instant end) {
        Transfer transfer = Transfers.of(vertx)
                .begin(new ClientId("http", "host:1", "alice"), Direction.DOWNLOAD, FileName.of("file"));
        InMemoryDownload.track(
                new MetadataOnlyFile(), new ByteRange(start, length), transfer, Future.succeededFuture());
        return new LogWriter.Event.Ended(
                end, transfer, new TransferOutcome(TransferOutcome.Kind.COMPLETE, Optional.empty()), length, 1);
    }

    private void open(Vertx vertx, int idleMs) throws Exception {
        JsonObject accessLog =
                new JsonObject().put("file", logs.resolve("log").toString()).put("idleMs", idleMs);
        Listeners.open(vertx, HTTP, Listeners.config(root).put("accessLog", accessLog));
        Listeners.open(vertx, TCP, Listeners.config(root).put("accessLog", accessLog));
    }

    private List<JsonObject> lines() {
        return text().lines().map(JsonObject::new).toList();
    }

    private String text() {
        try {
            return Files.readString(logs.resolve("log"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonObject without(JsonObject line, String... keys) {
        JsonObject rest = line.copy();
        for (String key : keys) {
            rest.remove(key);
        }
        return rest;
    }
}
