package io.chunkgate.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.chunkgate.server.net.Listener;
import io.chunkgate.testkit.Chunkgate;
import io.chunkgate.testkit.CommandResult;
import io.chunkgate.testkit.CuttingProxy;
import io.chunkgate.testkit.LargeFiles;
import io.chunkgate.testkit.PackagedGateway;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The connection is cut 50 times at random while the packaged program transfers a file. The system property
 * {@code cut.bytes} sets the size, 512 MiB by default: a cut loses what is under way, some 280 KiB, whatever the size.
 */
@Tag("slow")
class CutConnectionsIT {
    private static final long SIZE = Long.getLong("cut.bytes", 512L * 1024 * 1024);
    private static final int CUTS = 50;
    /** The bytes that may be sent twice. */
    private static final double MAX_WASTE = 0.05;

    @TempDir
    private static Path root;

    @TempDir
    private static Path sources;

    private static PackagedGateway gateway;
    private static Path source;

    @TempDir
    private Path folder;

    @BeforeAll
    static void start() {
        source = LargeFiles.random(sources.resolve("source.bin"), SIZE);
        gateway = PackagedGateway.start(root);
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @ParameterizedTest
    @EnumSource(
            value = Listener.class,
            names = {"HTTP", "GRPC", "TCP"})
    void putAndGet_completeDespiteCuts_andResendLittle(Listener server) {
        String name = server.label() + ".bin";
        try (CuttingProxy proxy = new CuttingProxy(gateway.port(server), CUTS, SIZE)) {
            run("put", source, Chunkgate.url(server, proxy.port(), name));

            assertThat(proxy.cutCount()).isEqualTo(CUTS);
            assertWaste(proxy.bytesToServer());
        }
        LargeFiles.assertSame(root.resolve(name), source);

        try (CuttingProxy proxy = new CuttingProxy(gateway.port(server), CUTS, SIZE)) {
            run("get", Chunkgate.url(server, proxy.port(), name), "copy.bin");

            assertThat(proxy.cutCount()).isEqualTo(CUTS);
            assertWaste(proxy.bytesToClient());
        }
        LargeFiles.assertSame(folder.resolve("copy.bin"), source);
    }

    private void run(Object... arguments) {
        CommandResult result = Chunkgate.in(folder, arguments).run().succeeded();
        assertThat(result.out()).containsPattern("sha256 [0-9a-f]{64} ok\n");
        assertThat(result.err()).contains("trying again in");
    }

    private static void assertWaste(long sentBytes) {
        assertThat((double) (sentBytes - SIZE) / SIZE).isLessThan(MAX_WASTE);
    }
}
