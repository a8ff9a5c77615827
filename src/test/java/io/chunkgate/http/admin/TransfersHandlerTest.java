package io.chunkgate.http.admin;

import static io.chunkgate.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.chunkgate.access.Tokens;
import io.chunkgate.server.net.Listener;
import io.chunkgate.testkit.CheckedVertx;
import io.chunkgate.testkit.EventStream;
import io.chunkgate.testkit.HttpProbe;
import io.chunkgate.testkit.Listeners;
import io.chunkgate.testkit.TestData;
import io.chunkgate.transfer.Transfers;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.RandomAccessFile;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(CheckedVertx.class)
class TransfersHandlerTest {
    private static final String HTTP = "io.chunkgate.http.HttpServerVerticle";

    @TempDir
    Path root;

    @TempDir
    Path conf;

    @Test
    void showsWhatRuns(Vertx vertx) throws Exception {
        endless("endless");
        Listeners.open(vertx, HTTP, Listeners.config(root));
        HttpProbe http = HttpProbe.of(vertx);
        assertThat(http.get("/transfers", Map.of()).json().getInteger("transferCount"))
                .isZero();

        try (Socket client = get(vertx, "/files/endless", "")) {
            client.getInputStream().readNBytes(1 << 20);
            JsonObject found = http.get("/transfers", Map.of()).json();
            assertThat(found.getInteger("transferCount")).isEqualTo(1);
            JsonObject transfer = found.getJsonArray("transfers").getJsonObject(0);
            assertThat(transfer.getString("name")).isEqualTo("endless");
            assertThat(transfer.getString("direction")).isEqualTo("download");
            assertThat(transfer.getString("peer")).isEqualTo("127.0.0.1:" + client.getLocalPort());
            assertThat(transfer.getString("principal")).isEqualTo("anonymous");
            assertThat(transfer.getLong("total")).isEqualTo(1L << 40);
            assertThat(transfer.getLong("rate")).isNotNegative();
        }
        awaitEnd(vertx);
    }

    @Test
    void clientWithoutAdminAccess_seesOnlyReadableFiles_withoutPrincipals(Vertx vertx) throws Exception {
        endless("public/endless");
        endless("secret/endless");
        String operator = Tokens.create();
        Files.writeString(
                conf.resolve("rules.json"),
                "{\"operator\": {\"/\": \"read list\"}, \"anonymous\": {\"public/\": \"read\"}}");
        Files.writeString(conf.resolve("tokens"), Tokens.line("operator", operator, Optional.empty()) + "\n");
        JsonObject access = new JsonObject()
                .put("rules", conf.resolve("rules.json").toString())
                .put("tokens", conf.resolve("tokens").toString());
        Listeners.open(vertx, HTTP, Listeners.config(root).put("access", access));
        String bearer = "Bearer " + operator;
        HttpProbe http = HttpProbe.of(vertx);

        try (Socket open = get(vertx, "/files/public/endless", "");
                Socket closed = get(vertx, "/files/secret/endless", "Authorization: " + bearer + "\r\n")) {
            open.getInputStream().readNBytes(1000);
            closed.getInputStream().readNBytes(1000);
            JsonArray seen = http.get("/transfers", Map.of()).json().getJsonArray("transfers");
            assertThat(seen).hasSize(1);
            assertThat(seen.getJsonObject(0).getString("name")).isEqualTo("public/endless");
            assertThat(seen.getJsonObject(0).fieldNames()).doesNotContain("peer", "principal");
            assertThat(http.get("/transfers", Map.of("Authorization", bearer))
                            .json()
                            .getInteger("transferCount"))
                    .isEqualTo(2);
            assertThat(http.get("/transfers", Map.of("Accept", "text/event-stream"))
                            .status())
                    .isEqualTo(401);
        }
        awaitEnd(vertx);
    }

    @Test
    void events_reportTransfers_untilTheServerCloses(Vertx vertx) throws Exception {
        TestData.file(root.resolve("file"), 10);
        String server = Listeners.open(vertx, HTTP, Listeners.config(root));

        try (EventStream events = EventStream.open(Listeners.port(vertx, Listener.HTTP))) {
            assertThat(events.next("progress").getInteger("transferCount")).isZero();
            HttpProbe.of(vertx).get("/files/file", Map.of());
            JsonObject began = events.next("began");
            assertThat(began.getString("name")).isEqualTo("file");
            JsonObject ended = events.next("ended");
            assertThat(ended.getLong("id")).isEqualTo(began.getLong("id"));
            assertThat(ended.getString("outcome")).isEqualTo("complete");
            assertThat(ended.getInteger("bytes")).isEqualTo(10);
            assertThat(events.next("progress").getInteger("leftOut")).isZero();

            vertx.undeploy(server).await(20, TimeUnit.SECONDS);
            assertThat(events.isEnded()).isTrue();
        }
    }

    private void endless(String name) throws Exception {
        Files.createDirectories(root.resolve(name).getParent());
        try (RandomAccessFile file = new RandomAccessFile(root.resolve(name).toFile(), "rw")) {
            file.setLength(1L << 40);
        }
    }

    private static Socket get(Vertx vertx, String path, String headers) throws Exception {
        Socket socket = new Socket("127.0.0.1", Listeners.port(vertx, Listener.HTTP));
        socket.setSoTimeout(20_000);
        String request = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n" + headers + "\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
        return socket;
    }

    private static void awaitEnd(Vertx vertx) {
        Transfers transfers = Transfers.of(vertx);
        eventually(transfers::running, () -> transfers.running().isEmpty());
    }
}
