package io.chunkgate.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.chunkgate.server.net.Listener;
import io.chunkgate.testkit.Chunkgate;
import io.chunkgate.testkit.Command;
import io.chunkgate.testkit.CommandResult;
import io.chunkgate.testkit.PackagedGateway;
import io.chunkgate.testkit.TestData;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The commands of the packaged program, with the packaged gateway. */
class CommandsIT {
    private static final int SIZE = 3_000_001;
    private static final byte[] BYTES = TestData.bytes(SIZE);
    private static final String OK = "sha256 " + TestData.sha256(BYTES) + " ok";

    private static final int EXISTS = 4;

    @TempDir
    private static Path root;

    private static PackagedGateway gateway;

    @TempDir
    private Path folder;

    @BeforeAll
    static void start() {
        gateway = PackagedGateway.start(root);
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @BeforeEach
    void createSource() throws IOException {
        Files.write(folder.resolve("source.bin"), BYTES);
    }

    @ParameterizedTest
    @EnumSource(
            value = Listener.class,
            names = {"HTTP", "GRPC", "TCP"})
    void putFile_isReturnedByGetCatAndFollow(Listener server) throws IOException {
        String url = url(server, "a folder/größe " + server.label());

        CommandResult put = run("put", "source.bin", url).succeeded();
        CommandResult get = run("get", url, "copy.bin").succeeded();
        run("get", "--parallel", 3, url, "parallel.bin").succeeded();

        assertThat(put.out()).contains(OK);
        assertThat(get.out()).contains(OK);
        assertThat(folder.resolve("copy.bin")).hasBinaryContent(BYTES);
        assertThat(folder.resolve("parallel.bin")).hasBinaryContent(BYTES);
        assertThat(folder.resolve("copy.bin.part")).doesNotExist();
        assertThat(folder.resolve("copy.bin.part.json")).doesNotExist();
        for (String command : List.of("cat", "follow")) {
            Command.bash("\"$@\" | cmp - source.bin", Chunkgate.in(folder).program(), command, url)
                    .in(folder)
                    .run()
                    .succeeded();
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Listener.class,
            names = {"HTTP", "GRPC", "TCP"})
    void standardInputAndOutput_transferFiles(Listener server) {
        String url = url(server, "piped-" + server.label());
        String program = Chunkgate.in(folder).program();

        CommandResult put = Command.bash("cat source.bin | \"$1\" put - \"$2\"", program, url)
                .in(folder)
                .run()
                .succeeded();
        CommandResult get = Command.bash("\"$1\" get \"$2\" - | cmp - source.bin", program, url)
                .in(folder)
                .run()
                .succeeded();

        assertThat(put.out()).contains(OK);
        assertThat(get.err()).contains(OK);
    }

    @ParameterizedTest
    @EnumSource(
            value = Listener.class,
            names = {"HTTP", "GRPC", "TCP"})
    void emptyFile_isUploadedAndDownloaded(Listener server) throws IOException {
        Files.createFile(folder.resolve("empty"));
        String url = url(server, "empty-" + server.label());

        run("put", "empty", url).succeeded();
        run("get", url, "copy").succeeded();

        assertThat(folder.resolve("copy")).isEmptyFile();
    }

    @Test
    void severalFiles_areListedInTheirFolder() throws IOException {
        Files.writeString(folder.resolve("small.txt"), "small");
        String url = url(Listener.HTTP, "several/");

        run("put", "source.bin", "small.txt", url).succeeded();
        List<JsonObject> listed = run("ls", "--json", url)
                .succeeded()
                .out()
                .lines()
                .map(JsonObject::new)
                .toList();

        assertThat(listed).extracting(entry -> entry.getString("name")).containsExactly("small.txt", "source.bin");
        assertThat(listed).extracting(entry -> entry.getLong("size")).containsExactly(5L, (long) SIZE);
        assertThat(run("ls", url(Listener.HTTP, "")).succeeded().out()).containsPattern("several/\n");
        assertThat(run("ls", url).out())
                .containsPattern("2\\.9 MiB  \\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d  source\\.bin\n");
    }

    @Test
    void existingFile_isOverwrittenOnlyWithForce() throws IOException {
        String url = url(Listener.HTTP, "existing.txt");
        Files.writeString(folder.resolve("old"), "old");
        Files.writeString(folder.resolve("new"), "new");
        run("put", "old", url).succeeded();

        CommandResult put = run("put", "new", url);
        CommandResult get = run("get", url, "new");

        assertThat(put.exitCode()).isEqualTo(EXISTS);
        assertThat(put.err()).isEqualTo("chunkgate: file: 'existing.txt' exists\n");
        assertThat(get.exitCode()).isEqualTo(EXISTS);
        assertThat(get.err()).isEqualTo("chunkgate: 'new' exists\n");
        assertThat(root.resolve("existing.txt")).hasContent("old");
        assertThat(folder.resolve("new")).hasContent("new");

        run("put", "--force", "new", url).succeeded();
        run("get", "--force", url, "old").succeeded();

        assertThat(root.resolve("existing.txt")).hasContent("new");
        assertThat(folder.resolve("old")).hasContent("new");
    }

    @Test
    void stat_describesFile_andRmDeletes() {
        String url = url(Listener.HTTP, "known.bin");
        run("put", "source.bin", url).succeeded();

        JsonObject known = new JsonObject(run("stat", "--json", url).succeeded().out());
        CommandResult lines = run("stat", url).succeeded();

        assertThat(known.getLong("size")).isEqualTo(SIZE);
        assertThat(known.getString("sha256")).isEqualTo(TestData.sha256(BYTES));
        assertThat(lines.out()).contains("size      3000001 (2.9 MiB)", "etag      " + known.getString("etag"));

        run("rm", url).succeeded();

        assertThat(root.resolve("known.bin")).doesNotExist();
        assertThat(run("stat", url).exitCode()).isEqualTo(3);
        assertThat(run("rm", url).exitCode()).isEqualTo(3);
        assertThat(run("get", url).exitCode()).isEqualTo(3);
        assertThat(folder.resolve("known.bin.part")).doesNotExist();
    }

    @Test
    void digestOfCopiedFile_isComputedOnDemand() throws IOException {
        Files.write(root.resolve("by-hand.bin"), BYTES);

        CommandResult get = run("get", url(Listener.HTTP, "by-hand.bin")).succeeded();

        assertThat(get.out()).contains(OK);
        assertThat(folder.resolve("by-hand.bin")).hasBinaryContent(BYTES);
    }

    @Test
    void json_reportsEventsOfTransfer() {
        List<JsonObject> events = run("put", "--json", "source.bin", url(Listener.HTTP, "json.bin"))
                .succeeded()
                .out()
                .lines()
                .map(JsonObject::new)
                .toList();

        assertThat(events)
                .extracting(event -> event.getString("event"))
                .startsWith("started")
                .endsWith("done");
        assertThat(events).last().satisfies(done -> {
            assertThat(done.getString("sha256")).isEqualTo(TestData.sha256(BYTES));
            assertThat(done.getBoolean("verified")).isTrue();
        });
        JsonObject failure = new JsonObject(
                run("get", "--json", url(Listener.HTTP, "missing")).out());
        assertThat(failure.getString("event")).isEqualTo("failed");
        assertThat(failure.getString("code")).isEqualTo("NOT_FOUND");
    }

    @Test
    void unreachableGateway_isExitCode5AtOnce() {
        CommandResult get = run("get", Chunkgate.url(Listener.HTTP, 1, "file"));

        assertThat(get.exitCode()).isEqualTo(5);
        assertThat(get.err()).isEqualTo("chunkgate: 127.0.0.1:1 cannot be reached: connection refused\n");
    }

    private CommandResult run(Object... arguments) {
        return Chunkgate.in(folder, arguments).run();
    }

    private static String url(Listener server, String name) {
        return Chunkgate.url(server, gateway.port(server), name);
    }
}
