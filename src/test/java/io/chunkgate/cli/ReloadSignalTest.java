package io.chunkgate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.chunkgate.testkit.Program;
import io.chunkgate.testkit.RawHttp;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SIGHUP to a process that serves. */
class ReloadSignalTest {
    private static final Pattern HTTP = Pattern.compile("http://127\\.0\\.0\\.1:(\\d+)/files/");

    @TempDir
    Path folder;

    private Path config;
    private Path log;

    @BeforeEach
    void configure() throws IOException {
        Files.createDirectory(folder.resolve("files"));
        Files.writeString(folder.resolve("files/a.txt"), "hello");
        config = folder.resolve("chunkgate.json");
        log = folder.resolve("logback.xml");
        Files.copy(Path.of("conf/logback.xml"), log);
        write("{\"http\": {\"port\": 0}}");
    }

    @Test
    void hangup_appliesTheConfiguration_andAnInvalidOneChangesNothing() throws Exception {
        try (Program gateway = serve()) {
            gateway.awaitText("/files/");
            int port = port(gateway);

            write("{\"http\": {\"port\": 7, \"cacheControl\": \"max-age=60\"}}");
            Files.writeString(
                    log,
                    Files.readString(log)
                            .replace("\"io.chunkgate\" level=\"INFO\"", "\"io.chunkgate\" level=\"ERROR\""));
            gateway.signal("HUP");
            gateway.awaitText(
                    "changed: http.cacheControl no-cache -> max-age=60; log levels: io.chunkgate INFO -> ERROR;"
                            + " needs a restart: http.port");
            assertThat(cacheControl(port)).isEqualTo("max-age=60");

            write("{\"http\": {\"cacheControl\": 1}}");
            gateway.signal("HUP");
            gateway.awaitText("SIGHUP: nothing is changed, as the configuration is invalid: " + config
                    + ": http.cacheControl: 1");
            assertThat(cacheControl(port)).isEqualTo("max-age=60");

            gateway.signal("TERM");
            assertThat(gateway.exitCode()).isZero();
        }
    }

    private Program serve() throws IOException {
        return Program.start(
                folder,
                Map.of("PATH", System.getenv("PATH")),
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dlogback.configurationFile=" + log,
                "-cp",
                absoluteClassPath(),
                "io.chunkgate.Main",
                "serve",
                "--conf",
                config.toString(),
                "--no-grpc",
                "--no-tcp",
                folder.resolve("files").toString());
    }

    private static String absoluteClassPath() {
        return Pattern.compile(Pattern.quote(System.getProperty("path.separator")))
                .splitAsStream(System.getProperty("java.class.path"))
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .reduce((before, entry) -> before + System.getProperty("path.separator") + entry)
                .orElseThrow();
    }

    private void write(String text) throws IOException {
        Files.writeString(config, text);
    }

    private static int port(Program gateway) {
        Matcher address = HTTP.matcher(gateway.out());
        assertThat(address.find()).as(gateway.out()).isTrue();
        return Integer.parseInt(address.group(1));
    }

    private static String cacheControl(int port) throws IOException {
        return RawHttp.request(port, "GET /files/a.txt HTTP/1.1").header("Cache-Control");
    }
}
