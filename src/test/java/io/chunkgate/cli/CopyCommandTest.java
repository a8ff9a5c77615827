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
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands mv, cp, mkdir and rm -r. */
@ExtendWith(CheckedVertx.class)
class CopyCommandTest {
    @TempDir
    private Path root;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private int http;
    private int grpc;

    @BeforeEach
    void open(Vertx vertx) throws Exception {
        Listeners.open(vertx, "io.chunkgate.http.HttpServerVerticle", Listeners.config(root));
        Listeners.open(vertx, "io.chunkgate.grpc.GrpcServerVerticle", Listeners.config(root));
        http = Listeners.port(vertx, Listener.HTTP);
        grpc = Listeners.port(vertx, Listener.GRPC);
        TestData.file(root.resolve("a/x"), 1000);
        TestData.file(root.resolve("a/y"), 2000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP", "GRPC"})
    void severalSources_areMovedIntoAFolder(String protocol) {
        assertThat(run("mv", protocol + "/a/x", protocol + "/a/y", protocol + "/b/"))
                .as(err.toString())
                .isZero();

        assertThat(root.resolve("b/x")).hasSize(1000);
        assertThat(root.resolve("b/y")).hasSize(2000);
        assertThat(root.resolve("a/x")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP", "GRPC"})
    void existingTarget_isReplacedWithForceOnly(String protocol) {
        assertThat(run("cp", protocol + "/a/x", protocol + "/a/y")).isEqualTo(ExitCode.EXISTS);
        assertThat(root.resolve("a/y")).hasSize(2000);

        assertThat(run("cp", "--force", protocol + "/a/x", protocol + "/a/y")).isZero();
        assertThat(root.resolve("a/y")).hasSize(1000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP", "GRPC"})
    void folder_isCopied_created_andDeleted(String protocol) {
        assertThat(run("cp", protocol + "/a/", protocol + "/c"))
                .as(err.toString())
                .isZero();
        assertThat(root.resolve("c/y")).hasSize(2000);
        assertThat(run("mkdir", protocol + "/c/d")).isZero();
        assertThat(root.resolve("c/d")).isEmptyDirectory();
        assertThat(run("rm", protocol + "/c/")).as("without --recursive").isEqualTo(ExitCode.USAGE);
        assertThat(run("rm", "-r", protocol + "/c/", protocol + "/a/x")).isZero();
        assertThat(root.resolve("c")).doesNotExist();
        assertThat(root.resolve("a/x")).doesNotExist();
        assertThat(root.resolve("a/y")).exists();
    }

    @Test
    void json_saysWhatWasMoved() {
        assertThat(run("mv", "--json", "HTTP/a/x", "HTTP/z")).isZero();

        assertThat(new JsonObject(out.toString()))
                .isEqualTo(new JsonObject()
                        .put("event", "moved")
                        .put("name", "a/x")
                        .put("target", "z"));
    }

    @Test
    void wrongTargets_areRefused_andMoveNothing() {
        assertThat(run("mv", "HTTP/a/x", "HTTP/a/y", "HTTP/z")).isEqualTo(ExitCode.USAGE);
        assertThat(run("mv", "HTTP/a/x", "GRPC/z")).isEqualTo(ExitCode.USAGE);
        assertThat(run("mv", "HTTP/none", "HTTP/z")).isEqualTo(ExitCode.NOT_FOUND);
        assertThat(root.resolve("a/x")).exists();
        assertThat(root.resolve("a/y")).exists();
        assertThat(err.toString())
                .contains("expected: a folder, which ends in /")
                .doesNotContain("\tat ");
    }

    private int run(String... arguments) {
        String[] real = Stream.of(arguments)
                .map(text -> text.replace("HTTP", "http://127.0.0.1:" + http + "/files")
                        .replace("GRPC", "grpc://127.0.0.1:" + grpc))
                .toArray(String[]::new);
        Environment environment = new Environment(
                Map.of(),
                Optional.empty(),
                InputStream.nullInputStream(),
                new StandardOutput(OutputStream.nullOutputStream(), false),
                false);
        return new CommandLineProgram(environment, new PrintWriter(out, true), new PrintWriter(err, true)).run(real);
    }
}
