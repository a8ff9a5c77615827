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
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * An honest client beside one that floods: it gets and brings its files whole, and afterwards the gateway holds no more than
 * before. Its times, quiet and not, are printed and not judged (the middle and the longest): {@code -Dflood.seconds=60}
 * makes each flood last.
 */
@Requires(Need.CURL)
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
    private static List<Duration> quietTimes;

    @BeforeAll
    static void start() throws IOException {
        LargeFiles.sparse(root.resolve("large"), 1024 * MEBIBYTE);
        LargeFiles.random(root.resolve("file"), FILE_BYTES);
        gateway =
                PackagedGateway.start(PackagedGateway.serve(root).withEnvironment("JAVA_OPTS", JvmMemory.OPTION), root);
        honestRounds(Duration.ofSeconds(1)); // The first ones find a gateway that has not warmed up.
        quietTimes = honestRounds(Duration.ofSeconds(1));
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
        List<Duration> times;
        try (Closeable running = flood.start(gateway, SECONDS)) {
            times = honestRounds(Duration.ofSeconds(SECONDS));
            assertThat(running).isNotNull();
        }
        System.out.printf("%s: %s; quiet: %s%n", flood, summary(times), summary(quietTimes));
        gateway.awaitIdle();
        eventually(FloodIT::descriptors, () -> descriptors() <= quietDescriptors + SPARE_DESCRIPTORS);
    }

    private static String summary(List<Duration> times) {
        long[] millis = times.stream().mapToLong(Duration::toMillis).sorted().toArray();
        return "%d ms, at most %d ms in %d rounds"
                .formatted(millis[millis.length / 2], millis[millis.length - 1], millis.length);
    }

    /** As many as fit into the time, and one at least. */
    private static List<Duration> honestRounds(Duration time) throws IOException {
        List<Duration> times = new ArrayList<>();
        long begin = System.nanoTime();
        do {
            times.add(honestRound());
        } while (System.nanoTime() - begin < time.toNanos());
        return times;
    }

    /** A download and an upload, and that they are whole; how long they took. */
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
