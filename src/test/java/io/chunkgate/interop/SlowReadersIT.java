package io.chunkgate.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.chunkgate.server.net.Listener;
import io.chunkgate.testkit.Command;
import io.chunkgate.testkit.JvmMemory;
import io.chunkgate.testkit.LargeFiles;
import io.chunkgate.testkit.Need;
import io.chunkgate.testkit.PackagedGateway;
import io.chunkgate.testkit.Requires;
import io.chunkgate.testkit.RunningCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Slow and stalled clients must neither fill the memory nor delay other clients. */
@Requires({Need.CURL, Need.GO, Need.PYTHON})
class SlowReadersIT {
    private static final long MEBIBYTE = 1024 * 1024;
    private static final long LARGE_BYTES = 1024 * MEBIBYTE;
    private static final int OBSERVATIONS = 5;

    @TempDir
    private Path root;

    @TempDir
    private Path folder;

    private PackagedGateway gateway;
    private JvmMemory idle;

    @BeforeEach
    void start() throws IOException {
        LargeFiles.sparse(root.resolve("large"), LARGE_BYTES);
        LargeFiles.random(root.resolve("small"), MEBIBYTE);
        gateway =
                PackagedGateway.start(PackagedGateway.serve(root).withEnvironment("JAVA_OPTS", JvmMemory.OPTION), root);
        otherClientsAreServed();
        gateway.awaitIdle();
        idle = JvmMemory.of(gateway.pid());
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    @ParameterizedTest(name = "{0} over HTTP/1.1, {1} over HTTP/2, {2} over gRPC")
    @CsvSource({"67, 67, 66", "0, 200, 0", "0, 0, 200"})
    void twoHundredSlowReaders_useLittleMemory_andDelayNoOtherClient(int http1, int http2, int grpc)
            throws IOException {
        try (RunningCommand readers = readers("--http1-count", http1, "--http2-count", http2, "--grpc-count", grpc)) {
            staysBelow(64 * MEBIBYTE);
            otherClientsAreServed();
            stillOpen(readers, 200);
        }
    }

    /** Half of the clients have a window for the whole file, so that only the socket applies back-pressure. */
    @Test
    void stalledGrpcClients_doNotFillMemory() throws IOException {
        try (RunningCommand readers = readers("--grpc-count", 10, "--stalled")) {
            staysBelow(32 * MEBIBYTE);
            otherClientsAreServed();
            stillOpen(readers, 10);
        }
    }

    private RunningCommand readers(Object... options) {
        RunningCommand readers = PythonClients.slowReaders()
                .with("--http", gateway.port(Listener.HTTP), "--grpc", gateway.port(Listener.GRPC))
                .with("--name", "large")
                .with(options)
                .start();
        readers.awaitOut("reading");
        return readers;
    }

    /** Checks several times, some tenths of a second apart, because memory would fill up over time. */
    private void staysBelow(long byteCount) {
        for (int i = 0; i < OBSERVATIONS; i++) {
            JvmMemory now = JvmMemory.of(gateway.pid());
            assertThat(now.heapBytes() - idle.heapBytes())
                    .as("heap above idle, bytes")
                    .isLessThan(byteCount);
            assertThat(now.nativeBytes() - idle.nativeBytes())
                    .as("native memory above idle, bytes")
                    .isLessThan(byteCount);
        }
    }

    private void otherClientsAreServed() throws IOException {
        Path out = folder.resolve("small");
        for (String version : new String[] {"--http1.1", "--http2-prior-knowledge"}) {
            served(Command.of("curl", "-sS", version, "--max-time", 5, "-o", out, gateway.url("small")), out);
        }
        served(GrpcClient.GO.fetch(gateway, "small", out), out);
    }

    private void served(Command client, Path out) throws IOException {
        client.run().succeeded();
        LargeFiles.assertSame(out, root.resolve("small"));
        Files.delete(out);
    }

    private static void stillOpen(RunningCommand readers, int count) {
        readers.closeInput();
        assertThat(readers.await().succeeded().out()).endsWith(count + " open\n");
    }
}
