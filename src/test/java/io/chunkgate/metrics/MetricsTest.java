package io.chunkgate.metrics;

import static io.chunkgate.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.chunkgate.access.Tokens;
import io.chunkgate.server.net.Listener;
import io.chunkgate.testkit.CheckedVertx;
import io.chunkgate.testkit.HttpProbe;
import io.chunkgate.testkit.Listeners;
import io.chunkgate.testkit.TestData;
import io.chunkgate.transfer.Transfers;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.io.DataOutputStream;
import java.io.RandomAccessFile;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(CheckedVertx.class)
class MetricsTest {
    private static final String HTTP = "io.chunkgate.http.HttpServerVerticle";
    private static final String TCP = "io.chunkgate.tcp.TcpServerVerticle";

    /** The Accept of Prometheus for native histograms, in an unsupported format. */
    private static final String PROTOBUF_TOO = "application/vnd.google.protobuf;"
            + "proto=io.prometheus.client.MetricFamily;encoding=delimited;q=0.6,"
            + "application/openmetrics-text;version=1.0.0;q=0.5,text/plain;version=0.0.4;q=0.2,*/*;q=0.1";

    @TempDir
    Path root;

    @TempDir
    Path conf;

    @Test
    void countsWhatListenersDo(Vertx vertx) throws Exception {
        TestData.file(root.resolve("file"), 1000);
        Listeners.open(vertx, HTTP, Listeners.config(root));
        Listeners.open(vertx, TCP, Listeners.config(root));
        HttpProbe http = HttpProbe.of(vertx);
        http.get("/files/file", Map.of());
        http.get("/files/file", Map.of("Range", "bytes=0-99"));
        http.get("/files/missing", Map.of());
        upload(vertx);

        String uploads = "chunkgate_transfers_total{direction=\"upload\",listener=\"tcp\",outcome=\"complete\"}";
        eventually(() -> read(vertx), () -> value(vertx, uploads) == 1);
        assertThat(value(
                        vertx,
                        "chunkgate_transfers_total{direction=\"download\",listener=\"http\",outcome=\"complete\"}"))
                .isEqualTo(2);
        assertThat(value(vertx, "chunkgate_transferred_bytes_total{direction=\"download\",listener=\"http\"}"))
                .isEqualTo(1100);
        assertThat(value(vertx, "chunkgate_transferred_bytes_total{direction=\"upload\",listener=\"tcp\"}"))
                .isEqualTo(3);
        assertThat(value(vertx, "chunkgate_transfer_duration_seconds_count{direction=\"download\",listener=\"http\"}"))
                .isEqualTo(2);
        assertThat(value(vertx, "chunkgate_rejections_total{listener=\"http\",reason=\"not_found\"}"))
                .isEqualTo(1);
        assertThat(value(vertx, "chunkgate_open_connections{listener=\"http\"}"))
                .isPositive();
        assertThat(value(vertx, "chunkgate_store_free_bytes")).isPositive();
        assertThat(value(vertx, "chunkgate_store_unfinished_uploads")).isZero();
        assertThat(value(vertx, "chunkgate_store_unfinished_bytes")).isZero();
        assertThat(value(vertx, "chunkgate_store_reserved_bytes")).isZero();
        assertThat(value(vertx, "chunkgate_store_cached_hits_total")).isPositive();
        assertThat(value(vertx, "jvm_memory_used_bytes{area=\"heap\"}")).isPositive();
        assertThat(read(vertx)).contains("chunkgate_build_info{", "chunkgate_event_loop_lag_seconds_bucket{loop=");
    }

    @Test
    void bytesAreCounted_whileTheTransferRuns(Vertx vertx) throws Exception {
        try (RandomAccessFile endless =
                new RandomAccessFile(root.resolve("endless").toFile(), "rw")) {
            endless.setLength(1L << 40);
        }
        Listeners.open(vertx, HTTP, Listeners.config(root));
        String bytes = "chunkgate_transferred_bytes_total{direction=\"download\",listener=\"http\"}";

        try (Socket client = new Socket("127.0.0.1", Listeners.port(vertx, Listener.HTTP))) {
            client.getOutputStream()
                    .write("GET /files/endless HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.UTF_8));
            client.getInputStream().readNBytes(8 << 20);
            eventually(() -> read(vertx), () -> value(vertx, bytes) > 0);
            assertThat(value(vertx, "chunkgate_running_transfers{direction=\"download\",listener=\"http\"}"))
                    .isEqualTo(1);
        }
        Transfers transfers = Transfers.of(vertx);
        eventually(transfers::running, () -> transfers.running().isEmpty());
        assertThat(value(
                        vertx,
                        "chunkgate_transfers_total{direction=\"download\",listener=\"http\",outcome=\"aborted\"}"))
                .isEqualTo(1);
    }

    @Test
    void withRules_onlyAdminsRead_unlessMetricsAreOpen(Vertx vertx) throws Exception {
        String token = Tokens.create();
        Files.writeString(
                conf.resolve("rules.json"),
                "{\"prometheus\": {\"/\": \"list\"}, \"anonymous\": {\"public/\": \"read list\"}}");
        Files.writeString(conf.resolve("tokens"), Tokens.line("prometheus", token, Optional.empty()) + "\n");
        JsonObject access = new JsonObject()
                .put("rules", conf.resolve("rules.json").toString())
                .put("tokens", conf.resolve("tokens").toString());
        JsonObject config = Listeners.config(root).put("access", access);
        Listeners.open(vertx, HTTP, config);

        assertThat(HttpProbe.of(vertx).get("/metrics", Map.of()).status()).isEqualTo(401);
        assertThat(HttpProbe.of(vertx)
                        .get("/metrics", Map.of("Authorization", "Bearer " + token))
                        .status())
                .isEqualTo(200);

        Vertx other = CheckedVertx.create();
        try {
            Listeners.open(other, HTTP, config.copy().put("metrics", new JsonObject().put("open", true)));
            assertThat(HttpProbe.of(other).get("/metrics", Map.of()).status()).isEqualTo(200);
        } finally {
            other.close().await();
        }
    }

    @Test
    void metricsOfTheDashboard_exist(Vertx vertx) throws Exception {
        TestData.file(root.resolve("file"), 10);
        JsonObject config = Listeners.config(root).put("tls", new JsonObject().put("selfSigned", true));
        Listeners.open(vertx, HTTP, config);
        HttpClientOptions believing = new HttpClientOptions()
                .setSsl(true)
                .setTrustAll(true)
                .setVerifyHost(false)
                .setDefaultHost("127.0.0.1")
                .setDefaultPort(Listeners.port(vertx, Listener.HTTP));
        HttpClient client = CheckedVertx.retain(vertx.createHttpClient(believing));
        get(client, "/files/file");
        get(client, "/files/missing");

        String found = get(client, "/metrics");
        assertThat(get(client, "/metrics", PROTOBUF_TOO)).contains("# EOF");

        String dashboard = Files.readString(Path.of("docs/grafana-dashboard.json"));
        Set<String> shown = Pattern.compile("\\b(chunkgate|jvm|process)_[a-z_]+")
                .matcher(dashboard)
                .results()
                .map(MatchResult::group)
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(shown).hasSizeGreaterThan(20).allSatisfy(name -> assertThat(found)
                .containsPattern("(?m)^" + name + "[ {]"));
        assertThat(new JsonObject(dashboard).getJsonArray("panels")).isNotEmpty();
    }

    @Test
    void disabledMetrics_areNotFound(Vertx vertx) throws Exception {
        Listeners.open(vertx, HTTP, Listeners.config(root).put("metrics", new JsonObject().put("enabled", false)));
        assertThat(HttpProbe.of(vertx).get("/metrics", Map.of()).status()).isEqualTo(404);
    }

    private static String get(HttpClient client, String path) throws Exception {
        return get(client, path, "*/*");
    }

    private static String get(HttpClient client, String path, String accept) throws Exception {
        return client.request(HttpMethod.GET, path)
                .compose(request -> request.putHeader("Accept", accept).send())
                .compose(HttpClientResponse::body)
                .await(20, TimeUnit.SECONDS)
                .toString();
    }

    private static void upload(Vertx vertx) throws Exception {
        try (Socket socket = new Socket("127.0.0.1", Listeners.port(vertx, Listener.TCP))) {
            DataOutputStream out = new DataOutputStream(socket.getOutputStream());
            out.writeLong(3);
            out.writeBytes("abc");
            assertThat(socket.getInputStream().readAllBytes()).hasSize(8);
        }
    }

    private static String read(Vertx vertx) {
        try {
            return HttpProbe.of(vertx).get("/metrics", Map.of()).text();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** The value of the sample with these labels, in sorted order; -1 if there is none. */
    private static double value(Vertx vertx, String sample) {
        Matcher found =
                Pattern.compile("(?m)^" + Pattern.quote(sample) + " (\\S+)$").matcher(read(vertx));
        return found.find() ? Double.parseDouble(found.group(1)) : -1;
    }
}
