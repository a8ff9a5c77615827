package io.chunkgate.tracing;

import static io.chunkgate.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.chunkgate.testkit.CheckedVertx;
import io.chunkgate.testkit.HttpProbe;
import io.chunkgate.testkit.Listeners;
import io.chunkgate.testkit.TestData;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(CheckedVertx.class)
class TracingTest {
    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String SPAN = "b7ad6b7169203331";

    @TempDir
    Path root;

    @Test
    void transferIsASpanOfTheClientsTrace(Vertx vertx) throws Exception {
        List<Buffer> received = new CopyOnWriteArrayList<>();
        HttpServer collector = vertx.createHttpServer()
                .requestHandler(request -> request.body().onSuccess(body -> {
                    received.add(body);
                    request.response().end();
                }))
                .listen(0, "127.0.0.1")
                .await(10, TimeUnit.SECONDS);
        TestData.file(root.resolve("file"), 10);
        JsonObject tracing =
                new JsonObject().put("endpoint", "http://127.0.0.1:" + collector.actualPort() + "/v1/traces");
        String listener = Listeners.open(
                vertx,
                "io.chunkgate.http.HttpServerVerticle",
                Listeners.config(root).put("tracing", tracing));

        HttpProbe.of(vertx).get("/files/file", Map.of("traceparent", "00-" + TRACE + "-" + SPAN + "-01"));
        HttpProbe.of(vertx).get("/files/file", Map.of("traceparent", "00-" + "1".repeat(32) + "-" + SPAN + "-00"));
        HttpProbe.of(vertx).get("/files/file", Map.of("traceparent", "nonsense"));
        vertx.undeploy(listener).await(20, TimeUnit.SECONDS); // Sends the queued spans.

        eventually(() -> received, () -> !received.isEmpty());
        String spans = received.get(0).toString(StandardCharsets.ISO_8859_1);
        assertThat(spans)
                .contains(bytes(TRACE), bytes(SPAN), "download http", "chunkgate.outcome", "complete", "service.name")
                .doesNotContain(bytes("1".repeat(32)));
        assertThat(spans.split("download http", -1)).as("spans").hasSize(3);
    }

    /** The bytes of the message, one character each. */
    private static String bytes(String hex) {
        return new String(HexFormat.of().parseHex(hex), StandardCharsets.ISO_8859_1);
    }
}
