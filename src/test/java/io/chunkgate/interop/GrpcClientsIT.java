package io.chunkgate.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.chunkgate.testkit.Command;
import io.chunkgate.testkit.CommandResult;
import io.chunkgate.testkit.LargeFiles;
import io.chunkgate.testkit.PackagedGateway;
import io.chunkgate.testkit.Requires;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Downloads with clients that know only {@code demo/files.proto}. */
@Requires
class GrpcClientsIT {
    private static final long CHUNK_BYTES = 32 * 1024;
    private static final long HUGE_BYTES = 3L * 1024 * 1024 * 1024;
    private static final long[] SIZES = {0, 1, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 100 * 1024 * 1024};

    @TempDir
    private static Path root;

    private static PackagedGateway gateway;

    @TempDir
    private Path folder;

    @BeforeAll
    static void start() {
        for (long size : SIZES) {
            LargeFiles.random(root.resolve("f" + size), size);
        }
        gateway = PackagedGateway.start(root);
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    static Stream<Arguments> clientsAndSizes() {
        return Arrays.stream(GrpcClient.values())
                .flatMap(client -> Arrays.stream(SIZES).mapToObj(size -> Arguments.of(client, size)));
    }

    @ParameterizedTest
    @MethodSource("clientsAndSizes")
    void fetchesWholeFile(GrpcClient client, long size) {
        Path out = folder.resolve("whole");

        client.fetch(gateway, "f" + size, out).run().succeeded();

        LargeFiles.assertSame(out, root.resolve("f" + size));
    }

    @ParameterizedTest
    @MethodSource("clientsAndSizes")
    void resumesAfterFirstChunk(GrpcClient client, long size) throws IOException {
        Path out = folder.resolve("resumed");

        client.fetch(gateway, "f" + size, out).with("--first-chunk").run().succeeded();
        assertThat(Files.size(out)).isEqualTo(Math.min(size, CHUNK_BYTES));
        CommandResult rest =
                client.fetch(gateway, "f" + size, out).with("--start-at", 1).run();

        LargeFiles.assertSame(out, root.resolve("f" + size));
        assertThat(rest.exitCode() == 0)
                .as("a file of %d bytes has a chunk to skip", size)
                .isEqualTo(size > 0);
    }

    @ParameterizedTest
    @MethodSource("clientsAndSizes")
    void fetchesAllButFirstChunk(GrpcClient client, long size) {
        Path out = folder.resolve("rest");

        client.fetch(gateway, "f" + size, out).with("--start-at", 1).run();

        LargeFiles.assertSameFrom(out, root.resolve("f" + size), Math.min(size, CHUNK_BYTES));
    }

    /** The bytes go through a pipe, so that the disk does not limit the rate. */
    @Tag("slow")
    @ParameterizedTest
    @EnumSource(names = {"GO", "PYTHON"})
    void fetchesPastTwoGibibytes(GrpcClient client) {
        Path huge = LargeFiles.sparse(root.resolve("huge-" + client), HUGE_BYTES);
        Command fetch = client.fetch(gateway, huge.getFileName().toString(), Path.of("/dev/stdout"));
        long lastChunk = HUGE_BYTES / CHUNK_BYTES - 1;

        compare("\"$@\" | cmp - \"$FILE\"", fetch, huge);
        compare("{ \"$@\" --first-chunk && \"$@\" --start-at 1; } | cmp - \"$FILE\"", fetch, huge);
        compare("\"$@\" | cmp - <(tail -c " + CHUNK_BYTES + " \"$FILE\")", fetch.with("--start-at", lastChunk), huge);
    }

    /** Runs a script in which {@code $@} stands for a command and {@code $FILE} for a file. */
    private static void compare(String script, Command fetch, Path file) {
        Command.bash(script, fetch.line().toArray())
                .withEnvironment(fetch.environment())
                .withEnvironment("FILE", file.toString())
                .run()
                .succeeded();
    }

    @ParameterizedTest
    @EnumSource
    void learnsChunkSizeFileSizeAndTagFromHeaders(GrpcClient client) {
        CommandResult result = client.fetch(gateway, "f1", folder.resolve("one"))
                .with("--headers")
                .run()
                .succeeded();

        assertThat(result.out())
                .contains("x-chunk-size: " + CHUNK_BYTES + "\n", "x-file-size: 1\n")
                .containsPattern("x-etag: \"[^\"]+\"\n");
    }

    @ParameterizedTest
    @EnumSource
    void startBeyondEnd_isOutOfRange(GrpcClient client) {
        CommandResult result = client.fetch(gateway, "f1", folder.resolve("none"))
                .with("--start-at", 2)
                .run()
                .failed();

        assertThat(result.err()).containsPattern("OutOfRange|OUT_OF_RANGE");
    }

    @ParameterizedTest
    @EnumSource
    void missingFile_isNotFound(GrpcClient client) {
        CommandResult result =
                client.fetch(gateway, "missing", folder.resolve("none")).run().failed();

        assertThat(result.err()).containsPattern("NotFound|NOT_FOUND");
    }
}
