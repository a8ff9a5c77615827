package io.chunkgate.interop;

import static io.chunkgate.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.chunkgate.testkit.Command;
import io.chunkgate.testkit.JvmMemory;
import io.chunkgate.testkit.LargeFiles;
import io.chunkgate.testkit.Need;
import io.chunkgate.testkit.PackagedGateway;
import io.chunkgate.testkit.Requires;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A well-behaved client during a flood: its transfers succeed, and afterwards the gateway uses no more memory and descriptors
 * than before. Its median and maximum times, with and without the flood, are printed. {@code -Dflood.seconds=60} extends each
 * flood.
 */
@Tag("slow")
@Requires(Need.CURL)
class FloodIT {
    private static final int SECONDS = Integer.getInteger("flood.seconds", 1);
    private static final long MEBIBYTE = 1024 * 1024;
    private static final long FILE_BYTES = 8 * MEBIBYTE;
    /** Tolerance for started threads and pooled buffers. */
    private static final int SPARE_DESCRIPTORS = 20;

    private static final long SPARE_BYTES = 64 * MEBIBYTE;

    @TempDir
    private static Path root;

    @TempDir
    private static Path folder;

    private static PackagedGateway gateway;
    private static JvmMemory quiet;
    private static long quietDescriptors;
    private static List<Duration> idleTimes;

    @BeforeAll
    static void start() throws IOException {
        LargeFiles.sparse(root.resolve("large"), 1024 * MEBIBYTE);
        LargeFiles.random(root.resolve("file"), FILE_BYTES);
        gateway =
                PackagedGateway.start(PackagedGateway.serve(root).withEnvironment("JAVA_OPTS", JvmMemory.OPTION), root);
        honestRounds(Duration.ofSeconds(1)); // The first ones find a gateway that has not warmed up.
        idleTimes = honestRounds(Duration.ofSeconds(1));
        gateway.awaitIdle();
        quiet = JvmMemory.of(gateway.pid());
        quietDescriptors = descriptors();
    }

    @AfterAll
    static void memoryIsReleased() {
        JvmMemory now = JvmMemory.of(gateway.pid());
        gateway.close();
        assertThat(now.heapBytes() + now.nativeBytes())
                .isLessThan(quiet.heapBytes() + quiet.nativeBytes() + SPARE_BYTES);
    }

    @ParameterizedTest
    @EnumSource
    void clientDuringFlood_isServed_andFloodLeavesNothingOpen(Flood flood) throws IOException {
        List<Duration> times;
        try (Closeable running = flood.start(gateway, SECONDS)) {
            times = honestRounds(Duration.ofSeconds(SECONDS));
            assertThat(running).isNotNull();
        }
        System.out.printf("%s: %s; idle: %s%n", flood, summary(times), summary(idleTimes));
        gateway.awaitIdle();
        eventually(FloodIT::descriptors, () -> descriptors() <= quietDescriptors + SPARE_DESCRIPTORS);
    }

    private static String summary(List<Duration> times) {
        long[] millis = times.stream().mapToLong(Duration::toMillis).sorted().toArray();
        return "%d ms, at most %d ms in %d rounds"
                .formatted(millis[millis.length / 2], millis[millis.length - 1], millis.length);
    }

    /** Repeats for the time, at least once. */
    private static List<Duration> honestRounds(Duration time) throws IOException {
        List<Duration> times = new ArrayList<>();
        long begin = System.nanoTime();
        do {
            times.add(honestRound());
        } while (System.nanoTime() - begin < time.toNanos());
        return times;
    }

    /** Downloads and uploads a file, compares the content, and returns the duration. */
    private static Duration honestRound() throws IOException {
        Path copy = folder.resolve("copy");
        long begin = System.nanoTime();
        Command.of("curl", "-fsS", "-o", copy, gateway.url("file")).run().succeeded();
        Command.of("curl", "-fsS", "-T", copy, gateway.url("uploaded")).run().succeeded();
        Duration time = Duration.ofNanos(System.nanoTime() - begin);
        assertThat(Files.mismatch(copy, root.resolve("file"))).isEqualTo(-1);
        assertThat(Files.mismatch(root.resolve("uploaded"), root.resolve("file")))
                .isEqualTo(-1);
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
