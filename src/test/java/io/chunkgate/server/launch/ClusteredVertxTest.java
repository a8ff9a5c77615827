package io.chunkgate.server.launch;

import static io.chunkgate.testkit.ClusterNode.await;
import static io.chunkgate.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chunkgate.config.ConfigException;
import io.chunkgate.config.GatewayConfig;
import io.chunkgate.testkit.ErrorLog;
import io.chunkgate.testkit.ListeningSockets;
import io.chunkgate.testkit.Ports;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.spi.cluster.ClusterManager;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who can join a cluster of Infinispan and JGroups, and on which addresses its nodes listen. */
@Tag("slow")
class ClusteredVertxTest {
    private static final String SECRET = "0123456789abcdef0123456789abcdef";
    private static final String ADDRESS = "test";
    private static final int START_SECONDS = 60;

    @TempDir
    private Path folder;

    private final List<Vertx> nodes = new ArrayList<>();
    private final ErrorLog log = ErrorLog.open();
    private final int port = Ports.free();

    @BeforeEach
    void choosePorts() {
        System.setProperty("chunkgate.cluster.port", Integer.toString(port));
        System.setProperty("chunkgate.cluster.hosts", "127.0.0.1[" + port + "]");
    }

    @AfterEach
    void stop() {
        nodes.forEach(node -> await(node.close()));
        log.close();
        System.clearProperty("chunkgate.cluster.port");
        System.clearProperty("chunkgate.cluster.hosts");
    }

    @Test
    void nodesWithOneSecret_joinAndExchangeMessages() throws Exception {
        Vertx first = start(secret("a", SECRET));
        Vertx second = start(secret("b", SECRET + "\n"));
        await(first.eventBus()
                .consumer(ADDRESS, message -> message.reply("received"))
                .completion());

        assertThat(members(first)).hasSize(2);
        eventually(() -> reply(second), () -> reply(second).equals("received"));
    }

    @Test
    void nodeWithAnotherSecret_doesNotJoin_andTheLogSaysWhy() throws Exception {
        Vertx member = start(secret("a", SECRET));
        Vertx other = start(secret("b", SECRET.replace('a', 'b')));
        assertThat(members(member)).hasSize(1);
        assertThat(members(other)).hasSize(1);
        eventually(log::warnings, () -> isLogged("Refused /127.0.0.1"));
        eventually(log::warnings, () -> isLogged("Cannot join the node of a cluster at /127.0.0.1:" + port));
    }

    @Test
    void nodeWithoutTheSecret_doesNotJoin_andTheLogSaysWhy() throws Exception {
        Vertx member = start(secret("a", SECRET));
        Vertx clear = start("");
        assertThat(members(member)).hasSize(1);
        assertThat(members(clear)).hasSize(1);
        eventually(log::warnings, () -> isLogged("Refused /127.0.0.1"));
    }

    @Test
    void nodeWithASecret_doesNotJoinAClusterWithoutOne() throws Exception {
        Vertx clear = start("");
        Vertx node = start(secret("a", SECRET));
        assertThat(members(clear)).hasSize(1);
        assertThat(members(node)).hasSize(1);
    }

    @Test
    void strangerAtThePorts_isRefused_whateverItSends() throws Exception {
        Set<ListeningSockets.Socket> before = ListeningSockets.ofThisProcess();
        start(secret("a", SECRET));
        Set<ListeningSockets.Socket> opened = new HashSet<>(ListeningSockets.ofThisProcess());
        opened.removeAll(before);

        assertThat(opened).hasSize(3); // JGroups, its failure detection, the event bus
        for (ListeningSockets.Socket socket : opened) {
            assertThat(isClosedAfter(socket.port(), "bela\0\0garbage\r\n\r\n")).isTrue();
            assertThat(acceptsTlsWithoutKey(socket.port())).isFalse();
        }
        assertThat(members(start(secret("b", SECRET)))).hasSize(2);
    }

    @Test
    void allPortsOfAClusterOnThisMachine_areOnLoopback() throws Exception {
        for (String secret : List.of("", secret("a", SECRET))) {
            Set<ListeningSockets.Socket> before = ListeningSockets.ofThisProcess();
            start(secret);
            assertThat(ListeningSockets.ofThisProcess())
                    .filteredOn(socket -> !before.contains(socket))
                    .hasSize(3)
                    .extracting(ListeningSockets.Socket::address)
                    .allMatch(InetAddress::isLoopbackAddress);
        }
    }

    @Test
    void eventBus_listensOnTheConfiguredAddressAndPort() throws Exception {
        int busPort = Ports.free();
        start(section("").put("busPort", busPort).put("busHost", "127.0.0.2").put("advertisedHost", "127.0.0.1"));

        assertThat(ListeningSockets.ofThisProcess())
                .contains(new ListeningSockets.Socket(InetAddress.getByName("127.0.0.2"), busPort));
    }

    @Test
    void stackThatCannotUseTls_isRefused() throws Exception {
        Path stack = Files.writeString(
                folder.resolve("own.xml"),
                Files.readString(Path.of("conf/cluster-localhost.xml")).replace("<FD_SOCK ", "<FD_SOCK2 "));
        JsonObject cluster = section(secret("a", SECRET)).put("jgroups", stack.toString());

        assertThatThrownBy(() -> create(cluster).await())
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("FD_SOCK2, which cannot use TLS (expected: FD_SOCK, as cluster.secret is set)");
    }

    private Vertx start(String secretFile) throws Exception {
        return start(section(secretFile));
    }

    private Vertx start(JsonObject cluster) throws Exception {
        Vertx node = create(cluster).await(START_SECONDS, TimeUnit.SECONDS);
        nodes.add(node);
        return node;
    }

    private static Future<Vertx> create(JsonObject cluster) {
        return ClusteredVertx.create(new VertxOptions(), GatewayConfig.from(new JsonObject().put("cluster", cluster)));
    }

    private static JsonObject section(String secretFile) {
        return new JsonObject()
                .put("enabled", true)
                .put("sharedStore", true)
                .put("secret", secretFile)
                .put(
                        "jgroups",
                        Path.of("conf/cluster-localhost.xml").toAbsolutePath().toString());
    }

    private String secret(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text).toString();
    }

    private boolean isLogged(String start) {
        return log.warnings().stream().anyMatch(line -> line.startsWith(start) && line.contains("cluster.secret"));
    }

    private static List<String> members(Vertx node) {
        ClusterManager manager = ((VertxInternal) node).clusterManager();
        return manager.getNodes();
    }

    private static Object reply(Vertx node) {
        return await(node.eventBus()
                .request(ADDRESS, "sent")
                .<Object>map(reply -> reply.body())
                .otherwise("no reply"));
    }

    private static boolean isClosedAfter(int port, String sent) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(sent.getBytes(StandardCharsets.US_ASCII));
            InputStream in = socket.getInputStream();
            in.readAllBytes();
            return true;
        } catch (SocketException reset) {
            return true;
        }
    }

    /** TLS 1.3 completes the handshake of a client before the server has checked the client: only the end of the connection tells. */
    private boolean acceptsTlsWithoutKey(int port) {
        NetClientOptions options =
                new NetClientOptions().setSsl(true).setTrustAll(true).setHostnameVerificationAlgorithm("");
        Vertx vertx = nodes.get(0);
        return await(vertx.createNetClient(options)
                .connect(port, "127.0.0.1")
                .compose(ClusteredVertxTest::ended)
                .map(false)
                .otherwise(false));
    }

    private static Future<Void> ended(NetSocket socket) {
        Promise<Void> ended = Promise.promise();
        socket.exceptionHandler(failure -> {}).closeHandler(closed -> ended.complete());
        return ended.future();
    }
}
