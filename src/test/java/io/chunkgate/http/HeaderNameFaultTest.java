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
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** CVE-2026-102479: Vert.x 5.0.12 reads a header with a similar name as Content-Length; the gateway does not. */
@ExtendWith(CheckedVertx.class)
class HeaderNameFaultTest {
    private static final String NEXT = "GET /health/ready HTTP/1.1\r\nHost: localhost\r\n\r\n";

    private int port;

    @BeforeEach
    void open(Vertx vertx, @TempDir Path root) throws Exception {
        Listeners.open(vertx, "io.chunkgate.http.HttpServerVerticle", Listeners.config(root));
        port = HttpProbe.of(vertx).port();
    }

    /** A proxy in front sees no body, so that the five bytes after the head are the next request. */
    @ParameterizedTest
    @CsvSource({"PUT,201", "POST,400", "PATCH,405", "GET,404"})
    void similarHeaderName_isNotContentLength(String method, int status) throws Exception {
        String first = method + " /files/x HTTP/1.1\r\nHost: localhost\r\nContent-Xength: 5\r\n\r\n";
        try (RawHttp client = new RawHttp(port)) {
            client.send((first + NEXT).getBytes(US_ASCII));
            assertThat(client.read().status()).isEqualTo(status);
            assertThat(client.read().text()).contains("\"status\" : \"ok\"");
        }
    }

    /** The other names that the decoder of Vert.x recognises by some of their letters, in every position and case. */
    @ParameterizedTest
    @ValueSource(strings = {"Host", "Accept", "Connection", "Content-Type", "Content-Length", "host", "content-length"})
    void nameWithOneOtherLetter_isNotThatName(String name) throws Exception {
        for (int i = 0; i < name.length(); i++) {
            String near = name.substring(0, i) + "_" + name.substring(i + 1);
            String head = "GET /health/ready HTTP/1.1\r\nHost: localhost\r\n" + near + ": close\r\n\r\n";
            try (RawHttp client = new RawHttp(port)) {
                client.send((head + NEXT).getBytes(US_ASCII));
                assertThat(client.read().text()).as(near).contains("\"status\" : \"ok\"");
                assertThat(client.read().text()).as(near).contains("\"status\" : \"ok\"");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD", "DELETE", "OPTIONS"})
    void unexpectedBody_isRefused_andTheConnectionCloses(String method) throws Exception {
        String first = method + " /files/x HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\n";
        try (RawHttp client = new RawHttp(port)) {
            client.send((first + NEXT + NEXT).getBytes(US_ASCII));
            assertThat(client.readHead().status()).isEqualTo(400);
            assertThat(client.readRest()).doesNotContain("HTTP/1");
        }
    }

    @Test
    void twoLengths_areRefused() throws Exception {
        String first = "PUT /files/x HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\nContent-Length: 5\r\n\r\n";
        try (RawHttp client = new RawHttp(port)) {
            client.send((first + NEXT).getBytes(US_ASCII));
            assertThat(client.read().status()).isEqualTo(400);
        }
    }
}
