package io.chunkgate.logging;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.core.joran.spi.JoranException;
import io.chunkgate.server.net.Listener;
import io.chunkgate.testkit.Certificates;
import io.chunkgate.testkit.CheckedVertx;
import io.chunkgate.testkit.Listeners;
import io.chunkgate.testkit.RawHttp2;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

/** What clients make the gateway log, with the program's configuration. */
@ExtendWith(CheckedVertx.class)
class HostileClientsLogTest {
    private static final int MANY = 300;
    private static final int MAX_LINES = 100;
    private static final byte[] HELLO = {0x16, 3, 1, 2, 0, 1, 0, 1, (byte) 0xfc, 3, 3};

    @TempDir
    private Path root;

    @TempDir
    private Path conf;

    private final PrintStream before = System.err;
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();

    @BeforeEach
    void useTheConfigurationOfTheProgram() throws Exception {
        System.setErr(new PrintStream(written, true, UTF_8));
        configure(Path.of("conf", "logback.xml").toFile());
    }

    @AfterEach
    void useThatOfTheTests() throws Exception {
        System.setErr(before);
        configure(new File(
                HostileClientsLogTest.class.getResource("/logback-test.xml").toURI()));
    }

    private static void configure(File file) throws JoranException {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        context.reset();
        JoranConfigurator configurator = new JoranConfigurator();
        configurator.setContext(context);
        configurator.doConfigure(file);
    }

    /** Netty quotes the request line in its exception. */
    @ParameterizedTest
    @CsvSource({"io.chunkgate.http.HttpServerVerticle,HTTP", "io.chunkgate.grpc.GrpcServerVerticle,GRPC"})
    void http1RequestsWhereHttp2WasNegotiated(String verticle, Listener listener, Vertx vertx) throws Exception {
        Certificates.Pair pair = new Certificates(conf).server("server");
        JsonObject tls = new JsonObject()
                .put("certificate", pair.certificate().toString())
                .put("key", pair.key().toString());
        Listeners.open(vertx, verticle, Listeners.config(root).put("tls", tls));
        for (int i = 0; i < MANY; i++) {
            try (Socket socket = RawHttp2.securedSocket(Listeners.port(vertx, listener))) {
                socket.getOutputStream()
                        .write(("GET /" + i + "\u001b[31m\r2026 ERROR forged HTTP/1.1\r\n\r\n").getBytes(US_ASCII));
                socket.getInputStream().readAllBytes();
            }
        }
        assertThat(lines()).hasSizeLessThan(MAX_LINES).allMatch(HostileClientsLogTest::isClean);
    }

    @Test
    void tlsHellosOnTheClearTcpPort(Vertx vertx) throws Exception {
        Listeners.open(vertx, "io.chunkgate.tcp.TcpServerVerticle", Listeners.config(root));
        for (int i = 0; i < MANY; i++) {
            send(Listeners.port(vertx, Listener.TCP), HELLO);
        }
        assertThat(lines()).filteredOn(line -> line.contains("tried TLS")).hasSize(1);
    }

    /** Announces ten bytes and ends. */
    @Test
    void brokenRawUploads(Vertx vertx) throws Exception {
        Listeners.open(vertx, "io.chunkgate.tcp.TcpServerVerticle", Listeners.config(root));
        for (int i = 0; i < MANY; i++) {
            send(Listeners.port(vertx, Listener.TCP), new byte[] {0, 0, 0, 0, 0, 0, 0, 10, 1});
        }
        assertThat(lines()).hasSize(1);
    }

    private static void send(int port, byte[] bytes) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.getOutputStream().write(bytes);
            socket.shutdownOutput();
            socket.getInputStream().readAllBytes();
        }
    }

    private static boolean isClean(String line) {
        return !line.startsWith("2026 ERROR") && line.chars().allMatch(c -> c == '\t' || !Character.isISOControl(c));
    }

    private List<String> lines() {
        return written.toString(UTF_8).lines().toList();
    }
}
