package io.chunkgate.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.chunkgate.testkit.CheckedVertx;
import io.chunkgate.testkit.HttpProbe;
import io.chunkgate.testkit.Listeners;
import io.chunkgate.testkit.RawHttp;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** CVE-2026-102479: Netty reads a header with a similar name as Content-Length. */
@ExtendWith(CheckedVertx.class)
class HeaderNameFaultTest {
    private static final String NEXT = "GET /health/ready HTTP/1.1\r\nHost: localhost\r\n\r\n";

    private int port;

    @BeforeEach
    void open(Vertx vertx, @TempDir Path root) throws Exception {
        Listeners.open(vertx, "io.chunkgate.http.HttpServerVerticle", Listeners.config(root));
        port = HttpProbe.of(vertx).port();
    }

    /** Fails once Netty fixes the fault: then UnexpectedBody and the page on security need an update. */
    @Test
    void similarHeaderName_isReadAsContentLength() throws Exception {
        try (RawHttp client = new RawHttp(port)) {
            client.send("PUT /files/x HTTP/1.1\r\nHost: localhost\r\nContent-Xength: 5\r\n\r\n12345".getBytes(US_ASCII));
            assertThat(client.read().status()).isEqualTo(201);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD", "DELETE", "OPTIONS"})
    void unexpectedBody_isRefused_andTheConnectionCloses(String method) throws Exception {
        String first = method + " /files/x HTTP/1.1\r\nHost: localhost\r\nContent-Xength: 5\r\n\r\n";
        try (RawHttp client = new RawHttp(port)) {
            client.send((first + NEXT + NEXT).getBytes(US_ASCII));
            assertThat(client.readHead().status()).isEqualTo(400);
            assertThat(client.readRest()).doesNotContain("HTTP/1");
        }
    }

    @Test
    void twoLengths_areRefused() throws Exception {
        String first = "PUT /files/x HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\nContent-Xength: 5\r\n\r\n";
        try (RawHttp client = new RawHttp(port)) {
            client.send((first + NEXT).getBytes(US_ASCII));
            assertThat(client.read().status()).isEqualTo(400);
        }
    }
}
