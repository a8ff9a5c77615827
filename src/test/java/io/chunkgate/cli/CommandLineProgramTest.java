package io.chunkgate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.chunkgate.config.GatewayConfig;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommandLineProgramTest {
    @TempDir
    Path home;

    private final Map<String, String> variables = new HashMap<>();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "                        | chunkgate: no command given (expected: serve, doctor, install, put, get, cat, follow, ls, stat, rm, token or sign) (see 'chunkgate --help')",
                "sevre                   | chunkgate: Unmatched argument at index 0: 'sevre' (see 'chunkgate --help')",
                "serve --prot 1          | chunkgate serve: Unknown option: '--prot' (see 'chunkgate serve --help')",
                "serve a b               | chunkgate serve: Unmatched argument at index 2: 'b' (see 'chunkgate serve --help')",
                "serve --http-port       | chunkgate serve: Missing required parameter for option '--http-port' (PORT) (see 'chunkgate serve --help')",
                "serve --http-port 99999 | chunkgate: http.port: 99999 (expected: 0..65535)",
                "serve --grpc-port x     | chunkgate: grpc.port: \"x\" (expected: 0..65535)",
                "serve --tcp-port -1     | chunkgate: tcp.port: -1 (expected: 0..65535)",
                "serve --set server.prot=1 | chunkgate: server.prot: unknown key (expected: host, drainTimeoutMs, healthTimeoutMs, instances, allowedHosts, trustedProxies)",
                "serve --set http.port   | chunkgate: http.port: not a setting (expected: section.key=value)",
                "serve --cluster         | chunkgate: cluster.sharedStore: false (expected: true, as all nodes of a cluster need the same store; store.root must then be a file system that they share)",
                "serve --conf /no/file   | chunkgate: /no/file: no such file (expected: a configuration in JSON)",
                "get big.bin             | chunkgate get: URL: 'big.bin' (expected: http://HOST:PORT/files/NAME, grpc://HOST:PORT/NAME or tcp://HOST:PORT/NAME) (see 'chunkgate get --help')",
                "get tcp://gate/folder/  | chunkgate get: URL: 'tcp://gate/folder/' is a folder (expected: a file) (see 'chunkgate get --help')",
                "get --parallel 0 tcp://gate/a | chunkgate get: --parallel: 0 (expected: 1..32) (see 'chunkgate get --help')",
                "get --retries -1 tcp://gate/a | chunkgate get: --retries: -1 (expected: 0 or more) (see 'chunkgate get --help')",
                "get --parallel 2 tcp://gate/a - | chunkgate get: --parallel: 2 (expected: 1, for standard output) (see 'chunkgate get --help')",
                "put a b tcp://gate/c    | chunkgate put: URL: 'tcp://gate:9000/c' is a file (expected: a folder, which ends in /, for several files) (see 'chunkgate put --help')",
                "put - tcp://gate/       | chunkgate put: URL: 'tcp://gate:9000/' is a folder (expected: a file, for standard input) (see 'chunkgate put --help')",
                "put missing tcp://gate/a | chunkgate: file: 'missing' not found",
                "rm ftp://gate/a         | chunkgate rm: scheme: 'ftp' (expected: http, grpc or tcp; https, grpcs or tcps) (see 'chunkgate rm --help')",
                "serve --no-http --no-grpc --no-tcp | chunkgate: http.enabled, grpc.enabled, tcp.enabled: all false (expected: at least one true)",
            })
    void wrongCommandLine_isOneLineOnStandardErrorAndExitCode2(String line, String message) {
        int code = run(line == null ? new String[0] : line.split(" "));

        assertThat(err.toString()).isEqualTo(message + System.lineSeparator());
        assertThat(out.toString()).isEmpty();
        assertThat(code).isEqualTo(2);
    }

    @Test
    void wrongVariable_isExitCode2() {
        variables.put("CHUNKGATE_HTTP_PROT", "1");

        int code = run("serve");

        assertThat(err.toString())
                .startsWith("chunkgate: CHUNKGATE_HTTP_PROT: unknown variable")
                .hasLineCount(1);
        assertThat(code).isEqualTo(2);
    }

    @Test
    void configFileOfInstallation_isReadUnlessAnotherIsGiven() throws IOException {
        Path ofInstallation = Files.createDirectory(home.resolve("conf")).resolve("chunkgate.json");
        Files.writeString(ofInstallation, "{\"http\": {\"port\": -1}}");
        Path given = Files.writeString(home.resolve("given.json"), "{\"http\": {\"port\": -2}}");

        run("serve");
        run("serve", "--conf", given.toString());

        assertThat(err.toString().lines())
                .containsExactly(
                        "chunkgate: " + ofInstallation + ": http.port: -1 (expected: 0..65535)",
                        "chunkgate: " + given + ": http.port: -2 (expected: 0..65535)");
    }

    @Test
    void checkConfig_namesEveryFault_andOpensNoPort() throws IOException {
        Path file = Files.writeString(home.resolve("a-file"), "");

        int code = run(
                "serve",
                "--check-config",
                "--set",
                "uploads.nameTemplate=../{id}",
                "--set",
                "access.rules=" + home.resolve("missing.json"),
                "--set",
                "tls.certificate=" + home.resolve("missing.pem"),
                "--set",
                "tls.key=" + home.resolve("missing.key"),
                "--grpc-port",
                "8080",
                file.toString());

        assertThat(err.toString())
                .contains("uploads.nameTemplate: ")
                .contains("http.port, grpc.port: both 8080 (expected: a port for each)")
                .contains("store.root: " + file)
                .contains("missing.json")
                .contains("missing.pem");
        assertThat(out.toString()).isEmpty();
        assertThat(code).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({
        "store.id=0123456789abcdef0123456789abcdef, store.id: ",
        "server.host=no.such.host.invalid, server.host: no.such.host.invalid is unknown",
        "accessLog.file=FILES/access.log, is in the served folder",
        "store.root=/proc/nothing, store.root: /proc/nothing",
    })
    void checkConfig_findsWhatTheStartWouldFind(String setting, String expected) throws IOException {
        Path files = Files.createDirectories(home.resolve("files"));

        int code = run(
                "serve",
                "--check-config",
                "--set",
                "store.root=" + files,
                "--set",
                setting.replace("FILES", files.toString()));

        assertThat(err.toString()).contains(expected);
        assertThat(code).isEqualTo(2);
    }

    @Test
    void checkConfig_ofAValidConfiguration_isExitCode0() {
        int code = run("serve", "--check-config", home.resolve("files").toString());

        assertThat(err.toString()).isEmpty();
        assertThat(out.toString()).isEqualTo("The configuration is valid." + System.lineSeparator());
        assertThat(code).isZero();
        assertThat(home.resolve("files")).doesNotExist();
    }

    @Test
    void malformedConfigFile_isRefusedWithPosition() throws IOException {
        Path broken = Files.writeString(home.resolve("broken.json"), "{\n\"http\": oops\n}");

        int code = run("serve", "--conf", broken.toString());

        assertThat(err.toString()).startsWith("chunkgate: " + broken + ":2:").hasLineCount(1);
        assertThat(code).isEqualTo(2);
    }

    @Test
    void help_isOnStandardOutput_withDefaults() {
        int code = run("serve", "--help");

        GatewayConfig defaults = GatewayConfig.defaults();
        assertThat(out.toString())
                .contains("(default: " + defaults.server().host() + ")")
                .contains("(default: " + defaults.store().root() + ")")
                .contains("(default: " + defaults.http().port() + ")")
                .contains("(default: " + defaults.grpc().port() + ")")
                .contains("(default: " + defaults.tcp().port() + ")");
        assertThat(err.toString()).isEmpty();
        assertThat(code).isZero();
    }

    @Test
    void versionAndHelp_areExitCode0() {
        assertThat(run("--version")).isZero();
        assertThat(run("--help")).isZero();
        assertThat(out.toString()).contains("chunkgate ", "Java ", "serve");
    }

    @Test
    void doctor_printsOneLinePerFinding_andFailsIfACheckFails() throws IOException {
        String[] options = {"--http-port", "0", "--grpc-port", "0", "--tcp-port", "0"};
        Path file = Files.createFile(home.resolve("file"));

        int well = run(doctor(options, home.resolve("files").toString()));
        assertThat(out.toString())
                .contains("ok    store.root: ", "ok    http.port: any free port")
                .doesNotContain("FAIL");
        assertThat(well).isZero();
        assertThat(home.resolve("files")).doesNotExist();

        int ill = run(doctor(options, "--json", file.toString()));
        assertThat(out.toString().lines().filter(line -> line.startsWith("{")).map(JsonObject::new))
                .anySatisfy(finding -> assertThat(finding.getMap())
                        .containsEntry("verdict", "fail")
                        .containsEntry("subject", "store.root")
                        .containsKeys("found", "expected"));
        assertThat(ill).isEqualTo(1);
        assertThat(run("doctor", "--http-port", "-1")).isEqualTo(2);
        assertThat(err.toString()).isEqualTo("chunkgate: http.port: -1 (expected: 0..65535)" + System.lineSeparator());
    }

    private static String[] doctor(String[] options, String... more) {
        return Stream.of(new String[] {"doctor"}, options, more)
                .flatMap(Stream::of)
                .toArray(String[]::new);
    }

    private int run(String... arguments) {
        Environment environment = Environment.isolated(variables, Optional.of(home));
        return new CommandLineProgram(environment, new PrintWriter(out, true), new PrintWriter(err, true))
                .run(arguments);
    }
}
