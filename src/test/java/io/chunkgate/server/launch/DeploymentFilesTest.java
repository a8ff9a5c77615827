package io.chunkgate.server.launch;

import static org.assertj.core.api.Assertions.assertThat;

import io.chunkgate.config.ConfigFile;
import io.chunkgate.config.GatewayConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The systemd unit and the container file must match the configuration. */
class DeploymentFilesTest {
    /** What the servers and the program need to close after the drain time. */
    private static final int CLOSING_MILLIS = 10_000;

    private static final Path UNIT = Path.of("conf", "chunkgate.service");
    private static final Path CONTAINER = Path.of("Containerfile");

    private final GatewayConfig config = GatewayConfig.from(ConfigFile.read(Path.of("conf", "chunkgate.json")));

    @Test
    void unit_allowsTimeToDrain() throws IOException {
        int timeoutMillis = Integer.parseInt(value("TimeoutStopSec")) * 1000;

        assertThat(timeoutMillis).isGreaterThan(config.server().drainTimeoutMs() + CLOSING_MILLIS);
        assertThat(value("KillSignal")).isEqualTo("SIGTERM");
        assertThat(Files.readString(UNIT))
                .contains("server.drainTimeoutMs (" + config.server().drainTimeoutMs() / 1000 + " s)");
    }

    @Test
    void unit_allowsWhatTheConfigurationAllows() throws IOException {
        int listeners = 4;

        assertThat(Integer.parseInt(value("LimitNOFILE")))
                .isGreaterThan(listeners * config.limits().maxConnections()
                        + config.store().maxOpenFiles());
    }

    @Test
    void unit_startsTheLauncher_withAWritableFolder() throws IOException {
        String start = value("ExecStart");

        assertThat(start).startsWith("/opt/chunkgate/current/chunkgate serve ");
        assertThat(start).endsWith(" /var/lib/" + value("StateDirectory"));
        assertThat(value("ProtectSystem")).isEqualTo("strict");
        assertThat(value("NoNewPrivileges")).isEqualTo("yes");
        // A JVM does not start with this setting.
        assertThat(lines(UNIT)).noneMatch(line -> line.startsWith("MemoryDenyWriteExecute"));
    }

    @Test
    void container_copiesExistingFiles() throws IOException {
        assertThat(lines(CONTAINER)
                        .filter(line -> line.startsWith("COPY ") && !line.contains("--from"))
                        .flatMap(line -> Stream.of(line.split(" ", -1)))
                        .filter(path -> !path.equals("COPY") && !path.equals("./")))
                .isNotEmpty()
                .allMatch(path -> Files.exists(Path.of(path)), "exists");
        assertThat(lines(Path.of(".containerignore")).filter(line -> line.startsWith("!")))
                .allMatch(line -> Files.exists(Path.of(line.substring(1))), "exists");
    }

    @Test
    void container_exposesTheConfiguredPorts_asUnprivilegedUser() throws IOException {
        List<String> ports = Stream.of(
                        config.http().port(),
                        config.grpc().port(),
                        config.tcp().port(),
                        config.tcp().tlsPort())
                .map(String::valueOf)
                .toList();

        assertThat(lines(CONTAINER)).contains("EXPOSE " + String.join(" ", ports), "USER 10001:10001");
        assertThat(Files.readString(CONTAINER))
                .contains("/dev/tcp/127.0.0.1/" + config.http().port() + " ");
    }

    private static String value(String key) throws IOException {
        return lines(UNIT)
                .filter(line -> line.startsWith(key + "="))
                .map(line -> line.substring(key.length() + 1))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + key + " in " + UNIT));
    }

    private static Stream<String> lines(Path file) throws IOException {
        return Files.readAllLines(file).stream();
    }
}
