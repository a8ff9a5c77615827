package io.chunkgate;

import static org.assertj.core.api.Assertions.assertThat;

import io.chunkgate.testkit.Need;
import io.chunkgate.testkit.Program;
import io.chunkgate.testkit.Requires;
import io.chunkgate.testkit.TestData;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The packaged program, started by its launcher. */
class LauncherIT {
    private static final Path LAUNCHER = Path.of("chunkgate").toAbsolutePath();

    @TempDir
    Path folder;

    private final Map<String, String> environment = new TreeMap<>();

    @BeforeEach
    void environmentOfAPoorTerminal() {
        environment.put("PATH", System.getenv("PATH"));
        environment.put("JAVA_HOME", System.getProperty("java.home"));
        environment.put("LC_ALL", "C");
    }

    @Test
    @Requires(Need.CURL)
    void printedCommand_downloadsFile_andSigtermStopsGateway() throws Exception {
        byte[] content = TestData.file(folder.resolve("my files/it's ü €.bin"), 100_000);

        try (Program gateway = start("serve", "my files", "--http-port", "0", "--grpc-port", "0", "--tcp-port", "0")) {
            gateway.awaitText("Try: ");
            assertThat(gateway.out())
                    .startsWith("chunkgate serves " + folder.toRealPath().resolve("my files") + "\n")
                    .containsPattern("\n  http  http://127\\.0\\.0\\.1:[1-9]\\d*/files/\n")
                    .containsPattern("\n  grpc  127\\.0\\.0\\.1:[1-9]\\d*\n")
                    .containsPattern("\n  tcp   127\\.0\\.0\\.1:[1-9]\\d*\n");

            shell(tried(gateway.out()));
            assertThat(folder.resolve("copy-of-it's ü €.bin")).hasBinaryContent(content);

            gateway.signal("TERM");
            assertThat(gateway.exitCode()).isZero();
            assertThat(errors(gateway)).isEqualTo("chunkgate: SIGTERM, stopping\n");
        }
    }

    @Test
    void launcherProcess_becomesGateway() throws Exception {
        try (Program gateway = serveHttp()) {
            assertThat(gateway.handle().info().command().orElseThrow()).endsWith("/java");
            assertThat(gateway.handle().children()).isEmpty();
        }
    }

    @Test
    void sigint_stopsGateway() throws Exception {
        try (Program gateway = serveHttp()) {
            gateway.signal("INT");

            assertThat(gateway.exitCode()).isZero();
            assertThat(errors(gateway)).isEqualTo("chunkgate: SIGINT, stopping\n");
        }
    }

    @Test
    void runningDownload_completesAfterSigterm() throws Exception {
        long size = sparseFile("large.bin");

        try (Program gateway = serveHttp();
                InputStream body = get(gateway, "large.bin")) {
            body.readNBytes(1);
            gateway.signal("TERM");
            gateway.awaitText("stopping; running transfers (1) have 10000 ms to complete");

            assertThat(1 + body.transferTo(OutputStream.nullOutputStream())).isEqualTo(size);
            assertThat(gateway.exitCode()).isZero();
        }
    }

    @Test
    void secondSignal_stopsAtOnce() throws Exception {
        sparseFile("large.bin");

        try (Program gateway = serveHttp("--set", "server.drainTimeoutMs=600000");
                InputStream body = get(gateway, "large.bin")) {
            body.readNBytes(1);
            gateway.signal("TERM");
            gateway.awaitText("stopping");
            gateway.signal("TERM");

            assertThat(gateway.exitCode()).isEqualTo(128 + 15);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "--http-port 99999      | chunkgate: http.port: 99999 (expected: 0..65535)",
                "--set grpc.chunkSize=0 | chunkgate: grpc.chunkSize: 0 (expected: 1..1048576)",
                "--conf missing.json    | chunkgate: missing.json: no such file (expected: a configuration in JSON)",
                "--htpp-port 1          | chunkgate serve: Unknown option: '--htpp-port' (see 'chunkgate serve --help')",
            })
    void badOption_isOneLineAndExitCode2(String options, String line) throws Exception {
        try (Program gateway = start(("serve " + options).split(" "))) {
            assertThat(gateway.exitCode()).isEqualTo(2);
            assertThat(errors(gateway)).isEqualTo(line + "\n");
            assertThat(gateway.out()).isEmpty();
        }
    }

    @Test
    void portInUse_isOneLineAndExitCode2() throws Exception {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            environment.put("CHUNKGATE_HTTP_PORT", Integer.toString(other.getLocalPort()));
            try (Program gateway = start("serve")) {
                assertThat(gateway.exitCode()).isEqualTo(2);
                assertThat(errors(gateway))
                        .isEqualTo("chunkgate: http.port: " + other.getLocalPort() + " is taken on 127.0.0.1\n");
            }
        }
    }

    @Test
    void fileAsFolder_isOneLineAndExitCode2() throws Exception {
        Path file = Files.createFile(folder.resolve("file"));

        try (Program gateway = start("serve", "--http-port", "0", file.toString())) {
            assertThat(gateway.exitCode()).isEqualTo(2);
            assertThat(errors(gateway))
                    .startsWith("chunkgate: store.root: " + file)
                    .hasLineCount(1);
        }
    }

    @Test
    void packagedProgram_isNotBuiltAgain() throws Exception {
        try (Program version = start("--version")) {
            assertThat(version.exitCode()).isZero();
            assertThat(version.out()).startsWith("chunkgate ").contains("\nJava ");
            assertThat(version.err()).isEmpty();
        }
    }

    @Test
    void packagedProgram_usesClassArchive() throws Exception {
        environment.put("JAVA_OPTS", "-Xlog:class+load:file=" + folder.resolve("classes.log"));

        try (Program gateway = serveHttp()) {
            gateway.signal("TERM");
            assertThat(gateway.exitCode()).isZero();
        }

        assertThat(folder.resolve("classes.log"))
                .content()
                .containsPattern("io\\.chunkgate\\.http\\.HttpServerVerticle source: shared objects file \\(top\\)");
    }

    /** Background jobs of a shell ignore SIGINT, and so do their children; the gateway must not. */
    private Program start(String... arguments) throws IOException {
        String[] launcher = {"env", "--default-signal=INT", LAUNCHER.toString()};
        String[] command = Stream.of(launcher, arguments).flatMap(Stream::of).toArray(String[]::new);
        return Program.start(folder, environment, command);
    }

    private Program serveHttp(String... more) throws IOException {
        String[] arguments = new String[6 + more.length];
        System.arraycopy(new String[] {"serve", ".", "--http-port", "0", "--no-grpc", "--no-tcp"}, 0, arguments, 0, 6);
        System.arraycopy(more, 0, arguments, 6, more.length);
        Program gateway = start(arguments);
        gateway.awaitText("Try: ");
        return gateway;
    }

    /** Larger than the buffers of both sockets, so that its download stalls until it is read. */
    private long sparseFile(String name) throws IOException {
        long size = 64L << 20;
        try (RandomAccessFile file = new RandomAccessFile(folder.resolve(name).toFile(), "rw")) {
            file.setLength(size);
        }
        return size;
    }

    private static InputStream get(Program gateway, String name) throws IOException, InterruptedException {
        Matcher address = Pattern.compile("http://127\\.0\\.0\\.1:\\d+/files/").matcher(gateway.out());
        assertThat(address.find()).isTrue();
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(address.group() + name)).build();
        // Over HTTP/2 the client of the JDK cancels running requests on GOAWAY.
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .build()
                .send(request, BodyHandlers.ofInputStream())
                .body();
    }

    /** Standard error without the one warning about the machine. */
    private static String errors(Program gateway) {
        return gateway.err().replaceAll("(?m)^.* BlockedThreadChecker: .*\n", "");
    }

    private static String tried(String report) {
        return report.substring(report.indexOf("Try: ") + "Try: ".length()).strip();
    }

    private void shell(String line) throws IOException, InterruptedException {
        try (Program shell = Program.start(folder, environment, "sh", "-c", line)) {
            assertThat(shell.exitCode()).as(shell.err()).isZero();
        }
    }
}
