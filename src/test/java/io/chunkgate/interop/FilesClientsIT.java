package io.chunkgate.interop;

import static io.chunkgate.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.chunkgate.server.net.Listener;
import io.chunkgate.testkit.Command;
import io.chunkgate.testkit.CommandResult;
import io.chunkgate.testkit.LargeFiles;
import io.chunkgate.testkit.Need;
import io.chunkgate.testkit.PackagedGateway;
import io.chunkgate.testkit.Requires;
import io.chunkgate.testkit.RunningCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Clients in three languages for the gateway's service and for ByteStream. */
@Requires
class FilesClientsIT {
    private static final long SIZE = 6 * 1024 * 1024 + 7;
    private static final long CUT = 2_000_001;

    @TempDir
    private static Path root;

    private static PackagedGateway gateway;
    private static Path source;

    @TempDir
    private Path folder;

    @BeforeAll
    static void start() {
        source = LargeFiles.random(root.resolve("source"), SIZE);
        gateway = PackagedGateway.start(root);
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    static Stream<Arguments> clientsAndServices() {
        return Arrays.stream(FilesClient.values())
                .flatMap(client -> Stream.of("files", "bytestream").map(service -> Arguments.of(client, service)));
    }

    @ParameterizedTest
    @MethodSource("clientsAndServices")
    void file_isUploadedAndDownloaded(FilesClient client, String service) {
        String name = "whole/" + client + "-" + service;
        client.put(gateway, service, name, source).run().succeeded();
        LargeFiles.assertSame(root.resolve(name), source);
        Path out = folder.resolve("out");
        client.get(gateway, service, name, out).run().succeeded();
        LargeFiles.assertSame(out, source);
    }

    @ParameterizedTest
    @MethodSource("clientsAndServices")
    void cutUpload_resumes(FilesClient client, String service) {
        String name = "cut/" + client + "-" + service;
        CommandResult cut = client.put(gateway, service, name, source)
                .with("--cut-after", CUT)
                .run()
                .succeeded();
        assertThat(root.resolve(name)).doesNotExist();
        String id = id(cut);
        assertThat(query(client, service, name, id)).isEqualTo(CUT + " running\n");
        client.put(gateway, service, name, source).with("--resume", id).run().succeeded();
        LargeFiles.assertSame(root.resolve(name), source);
        assertThat(query(client, service, name, id)).isEqualTo(SIZE + " complete\n");
    }

    @ParameterizedTest
    @MethodSource("clientsAndServices")
    void range_isRead(FilesClient client, String service) throws Exception {
        Path out = folder.resolve("out");
        client.get(gateway, service, "source", out)
                .with("--offset", 1_000_001, "--length", 70_000)
                .run()
                .succeeded();
        assertThat(out).hasBinaryContent(part(1_000_001, 70_000));
    }

    @ParameterizedTest
    @EnumSource
    void download_startsAtChunk(FilesClient client) {
        Path out = folder.resolve("out");
        client.get(gateway, "files", "source", out)
                .with("--chunk", 5, "--chunk-size", 1024 * 1024)
                .run()
                .succeeded();
        LargeFiles.assertSameFrom(out, source, 5L * 1024 * 1024);
    }

    @ParameterizedTest
    @EnumSource
    void upload_isFollowed(FilesClient client) throws Exception {
        String name = "followed/" + client;
        CommandResult cut = client.put(gateway, "files", name, source)
                .with("--cut-after", CUT)
                .run()
                .succeeded();
        Path out = folder.resolve("out");
        try (RunningCommand follower =
                client.get(gateway, "files", name, out).with("--follow").start()) {
            eventually(() -> follower, () -> follower.out().contains(name));
            client.put(gateway, "files", name, source)
                    .with("--resume", id(cut))
                    .run()
                    .succeeded();
            follower.await().succeeded();
        }
        LargeFiles.assertSame(out, source);
    }

    @ParameterizedTest
    @EnumSource
    void files_areListedDescribedAndDeleted(FilesClient client) throws Exception {
        String folder = "listed-" + client;
        for (String name : List.of("a", "b", "d")) {
            Files.writeString(Files.createDirectories(root.resolve(folder)).resolve(name), "abc");
        }
        Files.createDirectory(root.resolve(folder + "/c"));
        String pages = "F/a F/b\nF/c F/d\n".replace("F", folder);
        assertThat(call(client, "ls", folder)).isEqualTo(pages);

        String file = folder + "/b";
        String digest = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assertThat(call(client, "stat", file)).isEqualTo(file + " 3 " + digest + "\n");

        assertThat(call(client, "rm", file)).isEmpty();
        assertThat(root.resolve(file)).doesNotExist();
        assertNotFound(client.call("stat", gateway, "files", file));
    }

    @ParameterizedTest
    @EnumSource
    void cancelledUpload_isUnknown(FilesClient client) {
        CommandResult cut = client.put(gateway, "files", "cancelled/" + client, source)
                .with("--cut-after", CUT)
                .run()
                .succeeded();
        client.call("cancel", gateway, "files", "")
                .with("--resume", id(cut))
                .run()
                .succeeded();
        assertNotFound(client.call("query", gateway, "files", "").with("--resume", id(cut)));
    }

    @ParameterizedTest
    @MethodSource("clientsAndServices")
    void missingFile_isNotFound(FilesClient client, String service) {
        assertNotFound(client.get(gateway, service, "missing", folder.resolve("none")));
    }

    /** gRPC-Web over HTTP/1.1, on both ports. */
    @ParameterizedTest
    @CsvSource({"binary, GRPC", "text, GRPC", "binary, HTTP", "text, HTTP"})
    @Requires(Need.NODE)
    void grpcWeb_writesDescribesAndReads(String mode, Listener server) {
        String name = "web/" + mode + "-" + server;
        Path out = folder.resolve("out");
        CommandResult result = NodeClients.web()
                .with("--url", "http://" + gateway.address(server), "--mode", mode)
                .with("--name", name, "--file", source, "--out", out)
                .run()
                .succeeded();
        String type = mode.equals("text") ? "application/grpc-web-text" : "application/grpc-web";
        assertThat(result.out().lines())
                .containsExactly(
                        "write 0 " + Digest.of(source), "stat 0 " + type + " " + SIZE, "read 0 " + type, "missing 5");
        LargeFiles.assertSame(root.resolve(name), source);
        LargeFiles.assertSame(out, source);
    }

    private static void assertNotFound(Command command) {
        assertThat(command.run().failed().err()).containsPattern("NotFound|NOT_FOUND");
    }

    private static String query(FilesClient client, String service, String name, String id) {
        return client.call("query", gateway, service, name)
                .with("--resume", id)
                .run()
                .succeeded()
                .out();
    }

    private static String call(FilesClient client, String command, String name) {
        return client.call(command, gateway, "files", name).run().succeeded().out();
    }

    /** The first line that a client prints about an upload. */
    private static String id(CommandResult put) {
        return put.out().lines().findFirst().orElseThrow();
    }

    private static byte[] part(int offset, int length) throws IOException {
        return Arrays.copyOfRange(Files.readAllBytes(source), offset, offset + length);
    }
}
