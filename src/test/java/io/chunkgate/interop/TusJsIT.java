package io.chunkgate.interop;

import static io.chunkgate.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.chunkgate.server.net.Listener;
import io.chunkgate.testkit.LargeFiles;
import io.chunkgate.testkit.Need;
import io.chunkgate.testkit.PackagedGateway;
import io.chunkgate.testkit.Requires;
import io.chunkgate.testkit.RunningCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** tus-js-client uploads, pauses and resumes; the gateway is killed during the upload. */
@Requires(Need.NODE)
class TusJsIT {
    @TempDir
    private static Path root;

    private static PackagedGateway gateway;

    @TempDir
    private Path folder;

    @BeforeAll
    static void start() {
        gateway = PackagedGateway.start(PackagedGateway.serveOnFixedPorts(root), root);
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @ParameterizedTest
    @CsvSource({
        "one-byte, 1, ''",
        "one-request, 67108864, ''",
        "chunks, 67108864, --chunk 5242880",
        "deferred, 67108864, --deferred --chunk 5242880",
        "parts, 67108864, --parts 3",
        "parts-in-chunks, 67108863, --parts 3 --chunk 5242880"
    })
    void pausedUpload_completesAfterGatewayKill(String name, long size, String options) throws IOException {
        Path file = LargeFiles.random(folder.resolve("file"), size);
        List<String> more = options.isEmpty() ? List.of() : List.of(options.split(" "));
        try (RunningCommand client = NodeClients.tusUpload()
                .with("--endpoint", "http://" + gateway.address(Listener.HTTP) + "/uploads")
                .with("--file", file, "--name", name, "--gateway", gateway.pid())
                .with(more.toArray())
                .start()) {
            eventually(() -> client, () -> !client.isAlive() || client.out().contains("killed"));
            assertThat(client.isAlive()).as("%s", client).isTrue();
            gateway.awaitKilled();
            assertThat(root.resolve(name)).doesNotExist();
            gateway = gateway.startAgain();
            client.await().succeeded();
        }
        LargeFiles.assertSame(root.resolve(name), file);
        assertThat(Digest.known(gateway, name)).isEqualTo(Digest.of(file));
        Files.delete(root.resolve(name));
    }
}
