package io.chunkgate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.chunkgate.server.net.Listener;
import io.chunkgate.testkit.CheckedVertx;
import io.chunkgate.testkit.Listeners;
import io.chunkgate.testkit.TestData;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Commands against a gateway on the IPv6 loopback address that requires authorization to write. */
@ExtendWith(CheckedVertx.class)
class ClientCommandsTest {
    @TempDir
    private Path root;

    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private Path keys;
    private int http;
    private int grpc;

    @BeforeEach
    void open(Vertx vertx) throws Exception {
        TestData.file(root.resolve("file"), 1000);
        TestData.file(root.resolve("dir/inner"), 10);
        keys = Files.writeString(folder.resolve("keys"), "k1 alice MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=\n");
        JsonObject access = new JsonObject()
                .put(
                        "rules",
                        Files.writeString(
                                        folder.resolve("rules.json"),
                                        "{\"alice\": {\"/\": \"read write\"}, \"anonymous\": {\"/\": \"list\", \"dir/\": \"read list\"}}")
                                .toString())
                .put("linkKeys", keys.toString());
        JsonObject config = Listeners.config(root).put("access", access);
        config.put("server", config.getJsonObject("server", new JsonObject()).put("host", "::1"));
        Listeners.open(vertx, "io.chunkgate.http.HttpServerVerticle", config);
        Listeners.open(vertx, "io.chunkgate.grpc.GrpcServerVerticle", config);
        http = Listeners.port(vertx, Listener.HTTP);
        grpc = Listeners.port(vertx, Listener.GRPC);
    }

    @Test
    void signedLink_isUsedAsItIs() throws Exception {
        Path source = folder.resolve("source");
        TestData.file(source, 3_000_000);
        String upload = signed("PUT", "up");
        String download = signed("GET", "file");

        assertThat(run("put", source.toString(), upload)).as(err.toString()).isZero();
        assertThat(run("get", download, folder.toString())).as(err.toString()).isZero();
        assertThat(run("get", upload, folder.resolve("refused").toString())).isEqualTo(ExitCode.REFUSED);

        assertThat(root.resolve("up")).hasSameBinaryContentAs(source);
        assertThat(folder.resolve("file")).hasSameBinaryContentAs(root.resolve("file"));
        assertThat(out + "" + err).doesNotContain("signature");
    }

    @ParameterizedTest
    @CsvSource({
        "HTTP/dir/, 0, dir/",
        "HTTP/dir, 0, dir/",
        "HTTP/, 0, /",
        "HTTP/dir/inner, 0, dir/inner",
        "HTTP/dir/none, 3, ",
        "HTTP/none/, 3, ",
        "GRPC/dir/, 0, dir/",
        "GRPC/dir, 0, dir/",
        "GRPC/dir/inner, 0, dir/inner",
        "GRPC/dir/none, 3, ",
    })
    void stat_describesFoldersToo(String url, int code, String name) {
        String full = url.replace("HTTP", "http://[::1]:" + http + "/files").replace("GRPC", "grpc://[::1]:" + grpc);

        assertThat(run("stat", "--json", full)).as(out + "" + err).isEqualTo(code);

        JsonObject printed = new JsonObject(out.toString());
        assertThat(printed.getString("name")).isEqualTo(name);
        if (code == 0) {
            assertThat(printed.getString("type")).isEqualTo(name.endsWith("/") ? "folder" : null);
        }
    }

    @Test
    void secondUrlOfGet_isRefused() {
        assertThat(run("get", "http://h/files/a", "http://h/files/b")).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("FILE: 'http://h/files/b' is a URL (expected: ");
    }

    private String signed(String method, String name) {
        out.getBuffer().setLength(0);
        run("sign", "--keys", keys.toString(), "--method", method, "http://[::1]:" + http + "/files/" + name);
        String link = out.toString().strip();
        out.getBuffer().setLength(0);
        return link;
    }

    private int run(String... arguments) {
        Environment environment = new Environment(
                Map.of("XDG_STATE_HOME", folder.toString()),
                Optional.empty(),
                InputStream.nullInputStream(),
                new StandardOutput(OutputStream.nullOutputStream(), false),
                false);
        return new CommandLineProgram(environment, new PrintWriter(out, true), new PrintWriter(err, true))
                .run(arguments);
    }
}
