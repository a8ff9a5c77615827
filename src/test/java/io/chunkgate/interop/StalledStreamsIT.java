package io.chunkgate.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.chunkgate.server.net.Listener;
import io.chunkgate.testkit.Command;
import io.chunkgate.testkit.LargeFiles;
import io.chunkgate.testkit.Need;
import io.chunkgate.testkit.PackagedGateway;
import io.chunkgate.testkit.Requires;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Real clients with small windows, of which some streams are not read while others are; see StalledStreamsTest. */
@Requires
class StalledStreamsIT {
    private static final long LARGE_BYTES = 3 * 1024 * 1024 + 7;
    private static final int UPLOAD_BYTES = 300_000;
    private static final int DOWNLOADS = 20;

    private enum Client {
        @Requires(Need.GO)
        GO {
            @Override
            Command program() {
                return GoClients.stalled();
            }
        },
        @Requires(Need.PYTHON_GRPC)
        PYTHON {
            @Override
            Command program() {
                return PythonClients.stalled();
            }
        };

        abstract Command program();
    }

    @TempDir
    private static Path root;

    private static PackagedGateway gateway;
    private static String digest;

    @BeforeAll
    static void start() {
        digest = Digest.of(LargeFiles.random(root.resolve("large"), LARGE_BYTES));
        gateway = PackagedGateway.start(root);
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    static Stream<Arguments> stalledDownloads() {
        return Arrays.stream(Client.values()).flatMap(client -> Stream.of("GetFile", "Read")
                .flatMap(method -> Stream.of(1, 3, 20).map(count -> Arguments.of(client, method, count))));
    }

    @ParameterizedTest
    @MethodSource("stalledDownloads")
    void besideStalledDownloads_otherCallsFinish_andThenTheStalledOnes(Client client, String method, int count) {
        String upload = client + method + count;
        String out = client.program()
                .with("--address", gateway.address(Listener.GRPC), "--name", "large", "--method", method)
                .with("--count", count, "--upload", upload)
                .run()
                .succeeded()
                .out();
        assertThat(out).isEqualTo("others finished " + digest + "\n" + (digest + "\n").repeat(count));
        assertThat(root.resolve(upload)).hasSize(UPLOAD_BYTES);
    }

    /** They compete for a connection's window that is as small as that of each. */
    @ParameterizedTest
    @ValueSource(ints = {14, 16, 20})
    @Requires(Need.NGHTTP)
    void downloadsAtOnce_allFinish_withSmallWindows(int windowBits) {
        String out = Command.of("nghttp", "--null-out", "--stat", "--timeout=60", "--multiply=" + DOWNLOADS)
                .with("--window-bits=" + windowBits, "--connection-window-bits=" + windowBits, gateway.url("large"))
                .run()
                .succeeded()
                .out();
        assertThat(out.lines().filter(line -> line.matches(".* 200 +3M /files/large")))
                .hasSize(DOWNLOADS);
    }
}
