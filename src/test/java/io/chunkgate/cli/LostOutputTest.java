package io.chunkgate.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.chunkgate.server.net.Listener;
import io.chunkgate.testkit.CheckedVertx;
import io.chunkgate.testkit.Chunkgate;
import io.chunkgate.testkit.Listeners;
import io.chunkgate.testkit.TestData;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A command whose standard output cannot be written fails, whatever it wrote. */
@ExtendWith(CheckedVertx.class)
class LostOutputTest {
    private static final OutputStream BROKEN = new OutputStream() {
        @Override
        public void write(int single) throws IOException {
            throw new IOException("No space left on device");
        }
    };

    @TempDir
    private Path root;

    @TempDir
    private Path folder;

    private final StringWriter err = new StringWriter();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cat URLfile",
                "cat URLfile URLfile",
                "cat --json URLempty URLfile",
                "follow URLfile",
                "get URLfile -",
                "get URLfile FOLDER/copy",
                "ls URL",
                "ls --json URL",
                "stat URLfile",
                "stat --json URLfile URLempty",
                "put FOLDER/local URLnew",
                "put --json FOLDER/local URLnew",
                "rm --json URLfile",
                "token alice",
                "--version",
                "cat --help",
            })
    void fullDevice_isAnError_andAClosedPipeIsQuiet(String line, Vertx vertx) throws Exception {
        TestData.file(root.resolve("file"), 1_000_000);
        TestData.file(root.resolve("empty"), 0);
        TestData.file(folder.resolve("local"), 1_000);
        Listeners.open(vertx, "io.chunkgate.http.HttpServerVerticle", Listeners.config(root));
        String url = Chunkgate.url(Listener.HTTP, Listeners.port(vertx, Listener.HTTP), "");
        String[] arguments =
                line.replace("URL", url).replace("FOLDER", folder.toString()).split(" ");

        assertThat(run(false, arguments)).isEqualTo(ExitCode.FAILURE);
        assertThat(err.toString().lines().filter(text -> text.startsWith("chunkgate")))
                .containsExactly("chunkgate: standard output: No space left on device");

        TestData.file(root.resolve("file"), 1_000_000);
        err.getBuffer().setLength(0);
        arguments = line.replace("URLnew", url + "newer")
                .replace("URL", url)
                .replace("FOLDER/copy", folder + "/copied")
                .replace("FOLDER", folder.toString())
                .split(" ");
        assertThat(run(true, arguments)).isEqualTo(141);
        assertThat(err.toString()).doesNotContain("chunkgate:", "standard output");
    }

    private int run(boolean isPipe, String... arguments) {
        Environment environment = new Environment(
                Map.of("XDG_STATE_HOME", folder.toString()),
                Optional.empty(),
                InputStream.nullInputStream(),
                new StandardOutput(BROKEN, isPipe),
                false);
        return new CommandLineProgram(
                        environment, new PrintWriter(environment.out(), true, UTF_8), new PrintWriter(err, true))
                .run(arguments);
    }
}
