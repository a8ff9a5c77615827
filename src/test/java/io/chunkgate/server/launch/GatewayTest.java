package io.chunkgate.server.launch;

import static io.chunkgate.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chunkgate.config.ConfigException;
import io.chunkgate.config.GatewayConfig;
import io.chunkgate.config.LiveConfig;
import io.chunkgate.server.Endpoint;
import io.chunkgate.server.net.Listener;
import io.chunkgate.testkit.ErrorLog;
import io.chunkgate.testkit.RawHttp;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GatewayTest {
    @TempDir
    Path folder;

    @Test
    void startedGateway_servesTheFolder_untilStopped() throws Exception {
        Files.writeString(folder.resolve("a.txt"), "hello");
        Gateway gateway = await(Gateway.start(config(onlyHttp())));
        assertThat(gateway.endpoints()).hasSize(1);
        Endpoint http = gateway.endpoints().get(0);

        assertThat(http.listener()).isEqualTo(Listener.HTTP);
        assertThat(get(http.port(), "/files/a.txt")).isEqualTo("hello");
        eventually(gateway::transferCount, () -> gateway.transferCount() == 0);

        await(gateway.stop());
        assertThatThrownBy(() -> new Socket("127.0.0.1", http.port()).close()).isInstanceOf(ConnectException.class);
    }

    @Test
    void servers_listenOnDistinctPorts_sharedByTheirInstances() throws Exception {
        JsonObject tree = allServers().put("server", new JsonObject().put("instances", 3));
        Gateway gateway = await(Gateway.start(config(tree)));
        try {
            assertThat(gateway.endpoints())
                    .extracting(Endpoint::listener)
                    .containsExactly(Listener.HTTP, Listener.GRPC, Listener.TCP, Listener.TCP_DOWNLOAD);
            assertThat(gateway.endpoints())
                    .extracting(Endpoint::port)
                    .doesNotHaveDuplicates()
                    .allMatch(port -> port > 0);
        } finally {
            await(gateway.stop());
        }
    }

    @ParameterizedTest
    @CsvSource({"http, port", "grpc, port", "tcp, port", "tcp, downloadPort"})
    void portInUse_failsTheStartWithTheSetting_andClosesEverything(String section, String key) throws Exception {
        Set<Thread> before = eventLoops();
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            int port = other.getLocalPort();
            JsonObject tree = allServers();
            tree.getJsonObject(section).put(key, port);

            assertThatThrownBy(() -> await(Gateway.start(config(tree))))
                    .isInstanceOf(StartException.class)
                    .hasMessage(section + "." + key + ": " + port + " is taken on 127.0.0.1");
        }
        eventually(GatewayTest::eventLoops, () -> before.containsAll(eventLoops()));
    }

    @ParameterizedTest
    @CsvSource({
        "http, port, grpc, port",
        "http, port, tcp, downloadPort",
        "grpc, port, tcp, port",
    })
    void twoListenersOnOnePort_failTheStart(String section, String key, String otherSection, String otherKey) {
        JsonObject tree = allServers();
        tree.getJsonObject(section).put(key, 4711);
        tree.getJsonObject(otherSection).put(otherKey, 4711);

        assertThatThrownBy(() -> await(Gateway.start(config(tree))))
                .isInstanceOf(ConfigException.class)
                .hasMessage(section + "." + key + ", " + otherSection + "." + otherKey
                        + ": both 4711 (expected: a port for each)");
    }

    @Test
    void portOfADisabledListener_isIgnored() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            port = free.getLocalPort();
        }
        JsonObject tree = onlyHttp();
        tree.getJsonObject("http").put("port", port);
        tree.getJsonObject("tcp").put("port", port).put("downloadPort", port);

        await(await(Gateway.start(config(tree))).stop());
    }

    @Test
    void invalidSettingOfAServer_failsTheStart() {
        JsonObject tree = allServers();
        tree.getJsonObject("tcp").put("bareNameTemplate", "../{id}");

        assertThatThrownBy(() -> await(Gateway.start(config(tree))))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("tcp.bareNameTemplate: ");
    }

    @Test
    void foreignHost_failsTheStart() {
        JsonObject tree = onlyHttp()
                .put("server", new JsonObject().put("host", "192.0.2.1"))
                .put("access", new JsonObject().put("open", true));

        assertThatThrownBy(() -> await(Gateway.start(config(tree))))
                .isInstanceOf(StartException.class)
                .hasMessage("server.host: 192.0.2.1 (expected: an address or a name of this machine)");
    }

    @Test
    void rootThatIsAFile_failsTheStart() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        JsonObject tree = onlyHttp();
        tree.getJsonObject("store").put("root", file.toString());

        assertThatThrownBy(() -> await(Gateway.start(config(tree))))
                .isInstanceOf(StartException.class)
                .hasMessageStartingWith("store.root: " + file)
                .message()
                .doesNotContain("\n");
    }

    @Test
    void unknownTypeOfStore_failsTheStart() {
        JsonObject tree = onlyHttp();
        tree.getJsonObject("store").put("type", "tape");

        assertThatThrownBy(() -> await(Gateway.start(config(tree))))
                .isInstanceOf(StartException.class)
                .hasMessageStartingWith("store.type: 'tape' (expected: ");
    }

    @Test
    void reload_appliesLimitsAndHeaders_toARunningGateway() throws Exception {
        Files.writeString(folder.resolve("a.txt"), "hello");
        Gateway gateway = await(Gateway.start(config(allServers())));
        try {
            JsonObject next = allServers().put("limits", new JsonObject().put("maxConnections", 1));
            next.getJsonObject("http").put("cacheControl", "max-age=60").put("idleTimeoutMs", 1);

            LiveConfig.Changes changes = gateway.reload(config(next));

            assertThat(changes.applied())
                    .containsExactly("http.cacheControl no-cache -> max-age=60", "limits.maxConnections 4096 -> 1");
            assertThat(changes.needsRestart()).containsExactly("http.idleTimeoutMs");
            int http = gateway.endpoints().get(0).port();
            try (RawHttp first = new RawHttp(http)) {
                first.sendHead("GET /files/a.txt HTTP/1.1");
                assertThat(first.read().header("Cache-Control")).isEqualTo("max-age=60");
                try (RawHttp second = new RawHttp(http)) {
                    assertThat(second.isEnded()).as("one connection too many").isTrue();
                }
            }
        } finally {
            await(gateway.stop());
        }
    }

    @Test
    void downloadThatIsCutByTheStop_isLogged_withFileAndClient() throws Exception {
        try (RandomAccessFile large =
                new RandomAccessFile(folder.resolve("large.bin").toFile(), "rw")) {
            large.setLength(64L << 20);
        }
        JsonObject tree = onlyHttp().put("server", new JsonObject().put("drainTimeoutMs", 50));
        Gateway gateway = await(Gateway.start(config(tree)));
        try (RawHttp client = new RawHttp(gateway.endpoints().get(0).port());
                ErrorLog log = ErrorLog.open()) {
            client.sendHead("GET /files/large.bin HTTP/1.1");
            client.readHead();

            await(gateway.stop());

            assertThat(log.warnings())
                    .singleElement()
                    .asString()
                    .startsWith("Cut the download of 'large.bin' by anonymous at 127.0.0.1:")
                    .contains("server.drainTimeoutMs above 50");
        }
    }

    @Test
    void noEnabledServer_failsTheStart() {
        JsonObject tree = onlyHttp();
        tree.getJsonObject("http").put("enabled", false);

        assertThatThrownBy(() -> await(Gateway.start(config(tree)))).isInstanceOf(ConfigException.class);
    }

    private JsonObject onlyHttp() {
        return new JsonObject()
                .put("store", new JsonObject().put("root", folder.toString()))
                .put("http", new JsonObject().put("port", 0))
                .put("grpc", new JsonObject().put("enabled", false))
                .put("tcp", new JsonObject().put("enabled", false));
    }

    private JsonObject allServers() {
        JsonObject tree = onlyHttp();
        tree.getJsonObject("grpc").put("enabled", true).put("port", 0);
        tree.getJsonObject("tcp")
                .put("enabled", true)
                .put("port", 0)
                .put("downloadFile", "a.bin")
                .put("downloadPort", 0);
        return tree;
    }

    private static GatewayConfig config(JsonObject tree) {
        return GatewayConfig.from(tree);
    }

    private static String get(int port, String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .build();
        return HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body();
    }

    private static Set<Thread> eventLoops() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("vert.x-eventloop"))
                .collect(Collectors.toSet());
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.await(20, TimeUnit.SECONDS);
    }
}
