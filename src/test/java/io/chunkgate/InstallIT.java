package io.chunkgate;

import static org.assertj.core.api.Assertions.assertThat;

import io.chunkgate.server.net.Listener;
import io.chunkgate.testkit.Command;
import io.chunkgate.testkit.CommandResult;
import io.chunkgate.testkit.PackagedGateway;
import io.chunkgate.testkit.RawHttp;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Upgrades of the packaged program while a gateway runs. */
class InstallIT {
    private static final Path LAUNCHER = Path.of("chunkgate").toAbsolutePath();

    @TempDir
    Path folder;

    @Test
    void runningGateway_servesEveryRequest_afterAnotherReleaseIsInstalled() throws Exception {
        Path target = folder.resolve("opt");
        Path root = Files.createDirectory(folder.resolve("files"));
        Files.writeString(root.resolve("a.txt"), "hello");
        install(LAUNCHER, target);
        Path first = target.resolve("current").toRealPath();

        try (PackagedGateway old = PackagedGateway.start(serve(target, root), root)) {
            install(changedBuild(first), target);
            Path second = target.resolve("current").toRealPath();

            assertThat(second).isNotEqualTo(first);
            assertThat(commandLine(old)).contains(first.toString());
            assertServes(old.port(Listener.HTTP));
            try (PackagedGateway next = PackagedGateway.start(serve(target, root), root)) {
                assertThat(commandLine(next)).contains(second.toString());
                assertServes(next.port(Listener.HTTP));
            }
        }
    }

    /** As by {@code cp -R} onto the running installation: the file of the jar stays, its bytes change. */
    @Test
    void overwrittenJar_doesNotStopTheGateway() throws Exception {
        Path root = Files.createDirectory(folder.resolve("files"));
        Files.writeString(root.resolve("a.txt"), "hello");
        Path program = installed();

        try (PackagedGateway gateway = PackagedGateway.start(serve(folder.resolve("opt"), root), root)) {
            overwrite(program.resolve("chunkgate.jar"));
            assertServes(gateway.port(Listener.HTTP));
        }
    }

    @Test
    void overwrittenLibraries_leaveNoClientWaiting() throws Exception {
        Path root = Files.createDirectory(folder.resolve("files"));
        Files.writeString(root.resolve("a.txt"), "hello");
        Path program = installed();

        PackagedGateway gateway = PackagedGateway.start(serve(folder.resolve("opt"), root), root);
        try (Stream<Path> libraries = Files.list(program.resolve("lib"))) {
            libraries.forEach(InstallIT::overwrite);
            assertRespondsOrCloses(gateway.port(Listener.HTTP));
        } finally {
            gateway.kill();
        }
    }

    private Path installed() throws IOException {
        install(LAUNCHER, folder.resolve("opt"));
        return folder.resolve("opt/current").toRealPath().resolve("target");
    }

    private static void overwrite(Path jar) {
        try (RandomAccessFile file = new RandomAccessFile(jar.toFile(), "rw")) {
            file.write(new byte[(int) file.length()]);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void assertRespondsOrCloses(int http) throws IOException {
        for (String path : List.of("/files/a.txt", "/health/ready", "/metrics", "/files/?sort=size")) {
            try (RawHttp connection = new RawHttp(http)) {
                connection.sendHead("GET " + path + " HTTP/1.1\nConnection: close");
                connection.readRest();
            } catch (SocketException closed) {
                // The client is not left waiting.
            }
        }
    }

    /** Requests that need classes which the start of a gateway does not load. */
    private static void assertServes(int http) throws IOException {
        assertThat(RawHttp.request(http, "GET /files/a.txt HTTP/1.1").text()).isEqualTo("hello");
        assertThat(RawHttp.request(http, "GET /files/a.txt HTTP/1.1\nRange: bytes=1-2,4-4")
                        .status())
                .isEqualTo(206);
        assertThat(RawHttp.request(http, "GET /files/ HTTP/1.1\nAccept: application/json")
                        .status())
                .isEqualTo(200);
        assertThat(RawHttp.request(http, "GET /metrics HTTP/1.1").status()).isEqualTo(200);
        assertThat(RawHttp.request(http, "GET /health/ready HTTP/1.1").status()).isEqualTo(200);
        String tus = "POST /uploads HTTP/1.1\nTus-Resumable: 1.0.0\nUpload-Length: 5\nUpload-Metadata: filename dHVz"
                + "\nContent-Type: application/offset+octet-stream";
        assertThat(RawHttp.request(http, tus, new byte[5]).status()).isEqualTo(201);
    }

    private static Command serve(Path target, Path root) {
        Path launcher = target.resolve("current/chunkgate");
        return Command.of(launcher, "serve", root, "--http-port", 0, "--grpc-port", 0, "--tcp-port", 0)
                .in(root);
    }

    private static void install(Path launcher, Path target) {
        CommandResult result = Command.of(launcher, "install", target).run();
        assertThat(result.exitCode()).as(result.toString()).isZero();
    }

    private Path changedBuild(Path release) throws IOException {
        Path build = folder.resolve("build");
        assertThat(Command.of("cp", "-R", "-p", release, build).run().exitCode())
                .isZero();
        Files.writeString(build.resolve("conf/logback.xml"), "<!-- changed -->\n", StandardOpenOption.APPEND);
        return build.resolve("chunkgate");
    }

    private static String commandLine(PackagedGateway gateway) throws IOException {
        return Files.readString(Path.of("/proc/" + gateway.pid() + "/cmdline"));
    }
}
