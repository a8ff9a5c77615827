package io.chunkgate.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.chunkgate.server.net.Listener;
import io.chunkgate.testkit.CheckedVertx;
import io.chunkgate.testkit.Listeners;
import io.chunkgate.testkit.RawHttp;
import io.chunkgate.testkit.TestData;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which permissions copies, moves and folders need, and how they count in quotas. */
@ExtendWith(CheckedVertx.class)
class CopyAccessTest {
    private static final int KIB = 1024;
    private static final String RULES =
            """
            {"reader": {"a": "read list"}, "copier": {"a": "read list", "b": "write"}, "mover": {"a": "delete", "b": "write"},
             "thief": {"a": "delete", "b": "read write"}, "owner": {"a": "read list write delete", "b": "read list write delete"},
             "limited": {"a": "read list write delete", "b": "read list write delete 300KiB"}}
            """;

    @TempDir
    Path root;

    @TempDir
    Path conf;

    private int port;

    @BeforeEach
    void open(Vertx vertx) throws Exception {
        Path rules = Files.writeString(conf.resolve("rules.json"), RULES);
        Path tokens = conf.resolve("tokens");
        StringBuilder lines = new StringBuilder();
        for (String principal : new JsonObject(RULES).fieldNames()) {
            String token = Tokens.create();
            Files.writeString(conf.resolve(principal), token);
            lines.append(Tokens.line(principal, token, Optional.empty())).append('\n');
        }
        Files.writeString(tokens, lines);
        JsonObject access = new JsonObject().put("rules", rules.toString()).put("tokens", tokens.toString());
        TestData.file(root.resolve("a/x.bin"), 200 * KIB);
        TestData.file(root.resolve("a/folder/y.bin"), 200 * KIB);
        Listeners.open(
                vertx,
                "io.chunkgate.http.HttpServerVerticle",
                Listeners.config(root).put("access", access));
        port = Listeners.port(vertx, Listener.HTTP);
    }

    @ParameterizedTest
    @CsvSource({
        "reader,  COPY, 403",
        "reader,  MOVE, 403",
        "copier,  COPY, 201",
        "copier,  MOVE, 403",
        "mover,   COPY, 403",
        "mover,   MOVE, 201",
        "thief,   MOVE, 403",
        "owner,   COPY, 201",
        "owner,   MOVE, 201"
    })
    void file_needsReadingOrDeletingThere_andWritingHere(String who, String method, int status) throws Exception {
        assertThat(change(who, method, "a/x.bin", "b/x.bin")).isEqualTo(status);
        assertThat(root.resolve("b/x.bin").toFile().exists()).isEqualTo(status == 201);
        assertThat(root.resolve("a/x.bin").toFile().exists()).isEqualTo(status != 201 || method.equals("COPY"));
    }

    @ParameterizedTest
    @CsvSource({"reader, COPY, 403", "copier, MOVE, 403", "thief, MOVE, 403", "owner, COPY, 201", "owner, MOVE, 201"})
    void folder_needsTheSame(String who, String method, int status) throws Exception {
        Files.createDirectory(root.resolve("b"));

        assertThat(change(who, method, "a/folder", "b/folder")).isEqualTo(status);
        assertThat(root.resolve("b/folder/y.bin").toFile().exists()).isEqualTo(status == 201);
        assertThat(root.resolve("a/folder/y.bin").toFile().exists()).isEqualTo(status != 201 || method.equals("COPY"));
    }

    @Test
    void foldersNeedWriting_andDeletionNeedsDeleting() throws Exception {
        assertThat(send("reader", "MKCOL /files/a/new HTTP/1.1")).isEqualTo(403);
        assertThat(send("owner", "MKCOL /files/a/new HTTP/1.1")).isEqualTo(201);
        assertThat(send("copier", "DELETE /files/a/folder/ HTTP/1.1\nDepth: infinity"))
                .isEqualTo(403);
        assertThat(send("owner", "DELETE /files/a/folder/ HTTP/1.1\nDepth: infinity"))
                .isEqualTo(204);
    }

    @Test
    void replacedFolder_needsDeleting() throws Exception {
        TestData.file(root.resolve("b/kept.bin"), KIB);

        assertThat(send("copier", "COPY /files/a/folder HTTP/1.1\nDestination: /files/b\nOverwrite: T"))
                .isNotEqualTo(204);
        assertThat(root.resolve("b/kept.bin")).exists();
    }

    @Test
    void copies_countInTheQuota_andAreRefusedBeyondIt() throws Exception {
        assertThat(change("limited", "COPY", "a/x.bin", "b/1.bin")).isEqualTo(201);
        assertThat(change("limited", "COPY", "a/x.bin", "b/2.bin")).isEqualTo(507);
        assertThat(change("limited", "MOVE", "a/folder", "b/folder")).isEqualTo(507);
        assertThat(root.resolve("b/2.bin")).doesNotExist();
        assertThat(root.resolve("a/folder/y.bin")).exists();
        assertThat(change("limited", "MOVE", "b/1.bin", "b/3.bin"))
                .as("within the quota a move needs no room")
                .isEqualTo(201);
        assertThat(change("limited", "MOVE", "b/3.bin", "a/4.bin")).isEqualTo(201);
        assertThat(change("limited", "MOVE", "a/folder", "b/folder"))
                .as("what has left makes room")
                .isEqualTo(201);
        assertThat(send("limited", "DELETE /files/b/folder/ HTTP/1.1\nDepth: infinity"))
                .isEqualTo(204);
        assertThat(change("limited", "COPY", "a/x.bin", "b/5.bin"))
                .as("what is deleted makes room")
                .isEqualTo(201);
    }

    private int change(String who, String method, String from, String to) throws IOException {
        return send(who, method + " /files/" + from + " HTTP/1.1\nDestination: /files/" + to);
    }

    private int send(String who, String head) throws IOException {
        String token = Files.readString(conf.resolve(who));
        return RawHttp.request(port, head + "\nAuthorization: Bearer " + token).status();
    }
}
