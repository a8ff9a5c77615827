package io.chunkgate.tcp;

import static io.chunkgate.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chunkgate.config.ConfigException;
import io.chunkgate.server.net.Listener;
import io.chunkgate.testkit.Listeners;
import io.chunkgate.transfer.Transfers;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HandshakeTest extends TcpServerTestBase {
    private static final byte[] TWO_MIB = new byte[2 * 1024 * 1024];

    @Test
    void first8Bytes_mayComeOneByOne() throws Exception {
        open();
        try (TcpClient client = connect()) {
            client.sendOneByOne(ByteBuffer.allocate(11)
                    .putLong(3)
                    .put("abc".getBytes(StandardCharsets.UTF_8))
                    .array());
            assertThat(client.reply()).isEqualTo(3);
        }
        assertThat(published()).singleElement().satisfies(file -> assertThat(file)
                .hasContent("abc"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "FFFFFFFFFFFFFFFF",
                "8000000000000000",
                "00000000000003E9",
                "7FFFFFFFFFFFFFFF",
                "934347500D0A0200"
            })
    void sizeOutsideTheLimit_isAnInvalidArgument(String hex) throws Exception {
        config.put("limits", new JsonObject().put("maxFileSize", 1000));
        open();
        try (TcpClient client = connect()) {
            client.send(HexFormat.of().parseHex(hex));
            assertThat(client.reply()).isEqualTo(-3);
        }
        assertNothingStored();
    }

    @Test
    void refusal_reachesAClientThatContinuesSending() throws Exception {
        config.put("limits", new JsonObject().put("maxFileSize", 1000));
        open();
        try (TcpClient client = connect()) {
            client.size(TWO_MIB.length).send(TWO_MIB, 0, 500_000);
            assertThat(client.reply()).isEqualTo(-3);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
                "PUT /files/a HTTP/1.1\r\n\r\n",
                "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
            })
    void httpClient_getsTheHttpPort(String request) throws Exception {
        config.put("http", new JsonObject().put("port", 8123));
        open();
        assertThat(replyTo(request)).startsWith("HTTP/1.1 400 ").endsWith("HTTP is on port 8123.\n");
    }

    @Test
    void httpClient_learnsThatHttpIsOff() throws Exception {
        config.put("http", new JsonObject().put("enabled", false));
        open();
        assertThat(replyTo("GET / HTTP/1.1\r\n\r\n"))
                .startsWith("HTTP/1.1 400 ")
                .contains("HTTP is switched off");
    }

    private String replyTo(String request) throws Exception {
        try (TcpClient client = connect()) {
            client.send(request.getBytes(StandardCharsets.US_ASCII));
            return new String(client.readAll(), StandardCharsets.US_ASCII);
        }
    }

    @Test
    void tlsClient_isClosedSilently() throws Exception {
        open();
        try (TcpClient client = connect()) {
            client.send(HexFormat.of().parseHex("160301020001000102030405"));
            assertThat(client.readAll()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "93", "93434750", "00000000000000", "16030100020001"})
    void fewerThan8Bytes_endWithTheTimeout(String hex) throws Exception {
        set("handshakeTimeoutMs", 500);
        open();
        try (TcpClient client = connect()) {
            client.send(HexFormat.of().parseHex(hex));
            assertThat(client.reply()).isEqualTo(-4);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"93", "00000000000000", "934347500D0A01", "474554"})
    void endOfStreamWithinTheFirst8Bytes_isDataLoss(String hex) throws Exception {
        open();
        try (TcpClient client = connect()) {
            client.send(HexFormat.of().parseHex(hex)).endOutput();
            assertThat(client.reply()).isEqualTo(-15);
        }
        assertNothingStored();
    }

    @Test
    void connectionWithoutAByte_isClosedSilently() throws Exception {
        open();
        try (TcpClient client = connect()) {
            client.endOutput();
            assertThat(client.readAll()).isEmpty();
        }
    }

    @Test
    void connectionsBeyondTheLimit_areRefused_untilOneCloses() throws Exception {
        config.put("limits", new JsonObject().put("maxConnections", 2));
        open();
        TcpClient first = connect().size(1);
        try (TcpClient second = connect().size(1)) {
            Transfers transfers = Transfers.of(vertx);
            eventually(transfers::running, () -> transfers.running().size() == 2);
            assertThat(isTurnedAway()).isTrue();
            first.send(new byte[1]);
            assertThat(first.reply()).isEqualTo(1);
            first.leave();
            eventually(() -> "still", () -> !isTurnedAway());
            second.send(new byte[1]);
            assertThat(second.reply()).isEqualTo(1);
        }
    }

    /** Checks by uploading an empty file. */
    private boolean isTurnedAway() {
        try (TcpClient probe = connect().size(0)) {
            long reply = probe.reply();
            assertThat(reply).isIn(0L, -8L);
            return reply == -8;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"in/{yyyy", "{iid}", "/{id}"})
    void badTemplate_failsTheDeployment(String template) {
        set("bareNameTemplate", template);
        assertThatThrownBy(this::open)
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("tcp.bareNameTemplate: '" + template + "'");
    }

    @Test
    void portInUse_failsTheDeployment() throws Exception {
        HttpServer other = vertx.createHttpServer()
                .requestHandler(request -> {})
                .listen(0, "127.0.0.1")
                .await(20, TimeUnit.SECONDS);
        set("port", other.actualPort());
        assertThatThrownBy(this::open).hasMessage("tcp.port: " + other.actualPort() + " is taken on 127.0.0.1");
    }

    @Test
    void closedServer_refusesConnections() throws Exception {
        String id = open();
        int port = Listeners.port(vertx, Listener.TCP);
        vertx.undeploy(id).await(20, TimeUnit.SECONDS);
        assertThatThrownBy(() -> TcpClient.connect(port)).isInstanceOf(ConnectException.class);
        open();
        try (TcpClient client = connect().size(0)) {
            assertThat(client.reply()).isZero();
        }
    }
}
