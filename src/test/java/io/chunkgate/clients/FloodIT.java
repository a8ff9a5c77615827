package io.chunkgate.clients;

import static io.chunkgate.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.chunkgate.testing.Command;
import io.chunkgate.testing.JvmMemory;
import io.chunkgate.testing.LargeFiles;
import io.chunkgate.testing.PackagedGateway;
import io.chunkgate.testing.Tools;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * An honest client beside one that floods: it gets and brings its files whole, and afterwards the gateway holds no more than
 * before. Its times, quiet and not, are printed and not judged: {@code -Dflood.seconds=60} makes each flood last.
 */
class FloodIT {
    private static final int SECONDS = Integer.getInteger("flood.seconds", 1);
    private static final long MEBIBYTE = 1024 * 1024;
    private static final long FILE_BYTES = 8 * MEBIBYTE;
    /** What may stay open or held beyond what was: threads that were started, blocks that are used again. */
    private static final int SPARE_DESCRIPTORS = 20;

    private static final long SPARE_BYTES = 64 * MEBIBYTE;

    @TempDir
    private static Path root;

    @TempDir
    private static Path folder;

    private static PackagedGateway gateway;
    private static JvmMemory quiet;
    private static long quietDescriptors;
    private static Duration quietTime;

    @BeforeAll
    static void start() throws IOException {
        Tools.require("curl", "slowhttptest");
        LargeFiles.sparse(root.resolve("large"), 1024 * MEBIBYTE);
        LargeFiles.random(root.resolve("file"), FILE_BYTES);
        gateway =
                PackagedGateway.start(PackagedGateway.serve(root).withEnvironment("JAVA_OPTS", JvmMemory.OPTION), root);
        for (int i = 0; i < 3; i++) {
            quietTime = honestRound();
        }
        gateway.awaitIdle();
        quiet = JvmMemory.of(gateway.pid());
        quietDescriptors = descriptors();
    }

    @AfterAll
    static void memoryIsBackWhereItWas() {
        JvmMemory now = JvmMemory.of(gateway.pid());
        gateway.close();
        assertThat(now.heapBytes() + now.nativeBytes())
                .isLessThan(quiet.heapBytes() + quiet.nativeBytes() + SPARE_BYTES);
    }

    @ParameterizedTest
    @EnumSource
    void honestClientBesideAFlood_isServed_andLeavesNothingOpen(Flood flood) throws IOException {
        Duration slowest = Duration.ZERO;
        int rounds = 0;
        long end = System.nanoTime() + Duration.ofSeconds(SECONDS).toNanos();
        try (Closeable running = flood.start(gateway, SECONDS)) {
            do {
                Duration time = honestRound();
                slowest = time.compareTo(slowest) > 0 ? time : slowest;
                rounds++;
            } while (System.nanoTime() < end);
            assertThat(running).isNotNull();
        }
        System.out.printf(
                "%s: slowest of %d rounds %d ms, quiet %d ms: %.1f%n",
                flood,
                rounds,
                slowest.toMillis(),
                quietTime.toMillis(),
                (double) slowest.toMillis() / quietTime.toMillis());
        gateway.awaitIdle();
        eventually(FloodIT::descriptors, () -> descriptors() <= quietDescriptors + SPARE_DESCRIPTORS);
    }

    /** A download and an upload, and that they are whole; how long they took. */
    private static Duration honestRound() throws IOException {
        Path copy = folder.resolve("copy");
        long begin = System.nanoTime();
        Command.of("curl", "-fsS", "-o", copy, gateway.url("file")).run().succeeded();
        Command.of("curl", "-fsS", "-T", copy, gateway.url("uploaded")).run().succeeded();
        Duration time = Duration.ofNanos(System.nanoTime() - begin);
        assertThat(copy).hasSameBinaryContentAs(root.resolve("file"));
        assertThat(root.resolve("uploaded")).hasSameBinaryContentAs(root.resolve("file"));
        return time;
    }

    private static long descriptors() {
        try (Stream<Path> open = Files.list(Path.of("/proc", Long.toString(gateway.pid()), "fd"))) {
            return open.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
