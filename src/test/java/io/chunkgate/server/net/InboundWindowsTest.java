package io.chunkgate.server.net;

import static io.chunkgate.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.chunkgate.access.Tokens;
import io.chunkgate.io.MemoryBudget;
import io.chunkgate.testkit.CheckedVertx;
import io.chunkgate.testkit.Listeners;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What the client of an upload over HTTP/2 may send ahead, on all streams of its connection together. */
@ExtendWith(CheckedVertx.class)
class InboundWindowsTest {
    private static final int PROTOCOL_WINDOW = 65_535;
    private static final int UPLOAD_BYTES = 2 * InboundWindows.STREAM_BYTES;

    @TempDir
    Path root;

    @TempDir
    Path conf;

    private final String token = Tokens.create();
    private HttpClient client;
    private int port;
    private MemoryBudget budget;

    @BeforeEach
    void open(Vertx vertx) throws Exception {
        JsonObject access = new JsonObject()
                .put(
                        "rules",
                        Files.writeString(conf.resolve("rules"), "{\"writer\": {\"/\": \"write\"}}")
                                .toString())
                .put(
                        "tokens",
                        Files.writeString(conf.resolve("tokens"), Tokens.line("writer", token, Optional.empty()) + "\n")
                                .toString());
        Listeners.open(
                vertx,
                "io.chunkgate.http.HttpServerVerticle",
                Listeners.config(root).put("access", access));
        port = Listeners.port(vertx, Listener.HTTP);
        budget = MemoryBudget.of(vertx);
        client = CheckedVertx.retain(vertx.createHttpClient(
                new HttpClientOptions().setProtocolVersion(HttpVersion.HTTP_2).setHttp2ClearTextUpgrade(false)));
    }

    @Test
    void eachUpload_widensTheConnection_untilItEnds() throws Exception {
        long before = budget.held();
        HttpClientRequest first = upload("first", token);
        eventually(() -> window(first), () -> window(first) > PROTOCOL_WINDOW + UPLOAD_BYTES / 2);
        HttpClientRequest second = upload("second", token);
        eventually(budget::held, () -> budget.held() >= before + 2 * UPLOAD_BYTES);

        assertThat(end(first)).isEqualTo(201);
        assertThat(end(second)).isEqualTo(201);
        eventually(budget::held, () -> budget.held() == before);
    }

    @Test
    void lostConnection_releasesItsWindow() throws Exception {
        long before = budget.held();
        HttpClientRequest upload = upload("lost", token);
        eventually(budget::held, () -> budget.held() >= before + UPLOAD_BYTES);
        upload.connection().close();
        eventually(budget::held, () -> budget.held() == before);
    }

    @Test
    void uploadThatIsRefused_getsNoMoreThanTheProtocolsWindow() throws Exception {
        HttpClientRequest refused = upload("refused", "");
        assertThat(end(refused)).isEqualTo(401);
        assertThat(window(refused)).isLessThanOrEqualTo(PROTOCOL_WINDOW);
    }

    @Test
    void withoutRoomInTheBudget_theWindowStaysSmall_andTheUploadFinishes() throws Exception {
        MemoryBudget.Share others = budget.open();
        others.reserve(budget.capacity());
        long refusals = budget.refusals();
        HttpClientRequest upload = upload("small-window", token);
        eventually(budget::refusals, () -> budget.refusals() > refusals);
        assertThat(window(upload)).isLessThanOrEqualTo(PROTOCOL_WINDOW);
        others.close();
        assertThat(end(upload)).isEqualTo(201);
    }

    /** Sends the head and the first byte. */
    private HttpClientRequest upload(String name, String bearer) throws Exception {
        HttpClientRequest request = client.request(HttpMethod.PUT, port, "localhost", "/files/" + name)
                .await(20, TimeUnit.SECONDS);
        if (!bearer.isEmpty()) {
            request.putHeader("Authorization", "Bearer " + bearer);
        }
        request.setChunked(true).write(Buffer.buffer("x"));
        return request;
    }

    private static int end(HttpClientRequest request) throws Exception {
        request.end();
        return request.response().await(20, TimeUnit.SECONDS).statusCode();
    }

    /** What the client may still send on the connection. */
    private static int window(HttpClientRequest request) {
        Http2Connection connection = HttpConnectionLimits.channel(request.connection())
                .pipeline()
                .get(Http2ConnectionHandler.class)
                .connection();
        return connection.remote().flowController().windowSize(connection.connectionStream());
    }
}
