package io.chunkgate.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.chunkgate.server.net.Listener;
import io.chunkgate.testkit.CheckedVertx;
import io.chunkgate.testkit.Listeners;
import io.chunkgate.testkit.RawHttp;
import io.chunkgate.testkit.RawHttp.Reply;
import io.chunkgate.testkit.TestData;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Responses that RFC 9110 and RFC 9112 require, as raw requests get them. */
@ExtendWith(CheckedVertx.class)
class HttpResponsesTest {
    private static final String HOST = "\r\nHost: a";
    private static final String UPGRADE =
            "\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQCAAAAAAIAAAAA";

    @TempDir
    private Path root;

    private int port;

    @BeforeEach
    void open(Vertx vertx) throws Exception {
        TestData.file(root.resolve("file"), 1000);
        TestData.file(root.resolve("empty"), 0);
        JsonObject config = Listeners.config(root);
        config.getJsonObject("http")
                .put("cors", "https://page.example")
                .put("corsHeaders", "X-Mine")
                .put("corsCredentials", true);
        config.put("server", new JsonObject().put("allowedHosts", "a, other"));
        Listeners.open(vertx, "io.chunkgate.http.HttpServerVerticle", config);
        port = Listeners.port(vertx, Listener.HTTP);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            GET /files/file HTTP/1.1                                           | 400
            GET /files/file HTTP/1.1~Host: a~Host: a                           | 400
            GET /files/file HTTP/1.1~Host: a, b                                | 400
            GET /files/file HTTP/1.1~Host:                                     | 400
            GET /files/file HTTP/1.1~Host: a b                                 | 400
            GET /files/file HTTP/1.1~Host: a:x                                 | 400
            GET /files/file HTTP/1.1~Host: a/b                                 | 400
            GET /files/file HTTP/1.1~Host: user@a                              | 400
            GET http://a/files/file HTTP/1.1                                   | 400
            GET http://user@a/files/file HTTP/1.1~Host: a                      | 400
            GET /files/file HTTP/1.0                                           | 200
            GET /files/file HTTP/1.1~Host: [::1]:8080                          | 200
            GET http://other:80/files/file HTTP/1.1~Host: a                    | 200
            GET HTTP://other/files/file?x=http://b/c HTTP/1.1~Host: a          | 200
            GET http://other?x=/files/file HTTP/1.1~Host: a                    | 302
            GET /files/file HTTP/1.2~Host: a                                   | 200
            GET /files/file HTTP/1.2                                           | 400
            GET /files/file?utm=%zz&a=1&a=2&%=&b=%ff HTTP/1.1~Host: a          | 200
            GET /files/?utm=%zz&a=1&a=2 HTTP/1.1~Host: a                       | 200
            GET /files/file?start_at=%zz HTTP/1.1~Host: a                      | 400
            GET /files/file?start_at=0&start_at=0 HTTP/1.1~Host: a             | 400
            GET /files HTTP/1.1~Host: a                                        | 302
            DELETE /files HTTP/1.1~Host: a                                     | 405
            PUT / HTTP/1.1~Host: a~Content-Length: 0                           | 405
            POST /files HTTP/1.1~Host: a~Content-Length: 0                     | 405
            POST /health/live HTTP/1.1~Host: a~Content-Length: 0               | 405
            GET /health/live HTTP/1.1~Host: a                                  | 200
            GET /files/empty HTTP/1.1~Host: a~Range: bytes=0-99                | 200
            GET /files/empty HTTP/1.1~Host: a~Range: bytes=5-                  | 200
            GET /files/file HTTP/1.1~Host: a~Range: bytes=0-99                 | 206
            GET /files/file HTTP/1.1~Host: a~Range: bytes=5000-                | 416
            GET /files/file HTTP/1.1~Host: a~If-None-Match: *                  | 304
            GET /files/none HTTP/1.1~Host: a                                   | 404
            GET /files/file HTTP/1.1~Host: a~Upgrade: h2c                      | 200
            PUT /files/up HTTP/1.1~Host: a~Content-Length: 0                   | 201
            DELETE /files/file HTTP/1.1~Host: a                                | 204
            GET /files/file HTTP/1.1~Host: a~ bad                              | 400
            """)
    void request_hasItsStatus_andEveryResponseADate(String lines, int status) throws Exception {
        Reply reply = send(lines.replace("~", "\r\n"), "");

        assertThat(reply.status()).isEqualTo(status);
        assertThat(reply.header("Date")).matches("[A-Z][a-z]{2}, \\d\\d [A-Z][a-z]{2} \\d{4} [0-9:]{8} GMT");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 5", "Content-Length: 5\r\nExpect: 100-continue"})
    void upgradeWithABody_isIgnored(String fields) throws Exception {
        Reply reply = send("PUT /files/up HTTP/1.1" + HOST + UPGRADE + "\r\n" + fields, "hello");

        assertThat(reply.status()).isEqualTo(201);
        assertThat(root.resolve("up")).hasContent("hello");
    }

    @Test
    void upgradeWithoutABody_isAccepted() throws Exception {
        assertThat(send("GET /files/file HTTP/1.1" + HOST + UPGRADE, "").status())
                .isEqualTo(101);
    }

    @Test
    void requestThatArrivesByteByByte_isServed() throws Exception {
        try (RawHttp connection = new RawHttp(port)) {
            for (byte single : ("PROPFIND /files/ HTTP/1.1" + HOST + "\r\n\r\n").getBytes(ISO_8859_1)) {
                connection.send(new byte[] {single});
            }
            assertThat(connection.read().status()).isEqualTo(405);
        }
    }

    @Test
    void vary_hasAllItsReasons_withAndWithoutAnOrigin() throws Exception {
        for (String origin :
                new String[] {"", "\r\nOrigin: https://page.example", "\r\nOrigin: https://other.example"}) {
            assertThat(send("GET /files/file HTTP/1.1" + HOST + origin, "").header("Vary"))
                    .isEqualTo("Origin, Accept-Encoding");
            assertThat(send("GET /files/ HTTP/1.1" + HOST + origin, "").header("Vary"))
                    .isEqualTo("Origin, Accept");
            assertThat(send("GET /files/none HTTP/1.1" + HOST + origin, "").header("Vary"))
                    .isEqualTo("Origin");
        }
    }

    @Test
    void preflight_allowsTracing_andTheConfiguredHeaders_withCredentials() throws Exception {
        Reply reply = send(
                "OPTIONS /files/file HTTP/1.1" + HOST
                        + "\r\nOrigin: https://page.example\r\nAccess-Control-Request-Method: PUT",
                "");

        assertThat(reply.header("Access-Control-Allow-Headers"))
                .contains("traceparent", "tracestate", "baggage")
                .endsWith(", X-Mine");
        assertThat(reply.header("Access-Control-Allow-Credentials")).isEqualTo("true");
        assertThat(reply.header("Access-Control-Expose-Headers")).contains("WWW-Authenticate");
    }

    @ParameterizedTest
    @CsvSource({"X-Other: 1, 104", "Via: 1.1 front, 201", "'Via: 2 edge, HTTP/1.1 front', 201"})
    void draftUpload_hasAnInterimResponse_unlessAProxySaysHttp1(String field, int first) throws Exception {
        Reply reply = send(
                "PUT /files/draft HTTP/1.1" + HOST
                        + "\r\nUpload-Draft-Interop-Version: 8;a=1\r\nUpload-Complete: ?0;b=c"
                        + "\r\nContent-Length: 5\r\n" + field,
                "hello");

        assertThat(reply.status()).isEqualTo(first);
    }

    private Reply send(String head, String body) throws Exception {
        try (RawHttp connection = new RawHttp(port)) {
            connection.send((head + "\r\n\r\n" + body).getBytes(ISO_8859_1));
            Reply reply = connection.read();
            return reply.status() == 100 ? connection.read() : reply;
        }
    }
}
