package io.chunkgate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code token} and {@code sign}, which call no gateway. */
class AccessCommandsTest {
    private static final String SECRET =
            Base64.getEncoder().encodeToString("0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.US_ASCII));

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    Path folder;

    @Test
    void token_isPrintedOnce_andItsLineHasOnlyAHash() {
        int code = run("token", "alice", "--expires", "90d");

        String token = err.toString().strip();
        assertThat(code).isZero();
        assertThat(token).matches("cg_[A-Za-z0-9_-]{43}");
        assertThat(out.toString())
                .matches("alice sha256:[0-9a-f]{64} [0-9-]{10}T[0-9:]{8}Z\n")
                .doesNotContain(token);
    }

    @Test
    void tokens_areAllDifferent() {
        run("token", "alice");
        run("token", "alice");

        assertThat(err.toString().lines().distinct()).hasSize(2);
        assertThat(out.toString().lines().distinct()).hasSize(2);
    }

    @Test
    void link_isUrlWithItsGrant() throws Exception {
        Path keys = Files.writeString(
                folder.resolve("keys"), "# id principal secret\nk1 alice " + SECRET + "\nk2 bob " + SECRET + "\n");

        int code = run(
                "sign",
                "--keys",
                keys.toString(),
                "--key",
                "k2",
                "--method",
                "PUT",
                "--max-bytes",
                "10",
                "--max-uploads",
                "3",
                "https://[::1]:8443/files/a b.txt");

        assertThat(err.toString()).isEmpty();
        assertThat(code).isZero();
        assertThat(out.toString())
                .matches(
                        "https://\\[::1]:8443/files/a%20b\\.txt\\?method=PUT&expires=\\d{10}&max_bytes=10&max_uploads=3&key=k2"
                                + "&signature=[A-Za-z0-9_-]{43}\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    token                                        | Missing required parameter: 'PRINCIPAL'
                    token 'two words'                            | PRINCIPAL: 'two words' (expected: a word without spaces)
                    token alice --expires soon                   | --expires: 'soon' (expected: such as 30m, 12h or 90d)
                    token *                                      | PRINCIPAL: '*' (expected: a name;
                    token anonymous                              | PRINCIPAL: 'anonymous' (expected: a name;
                    token alice --expires 0h                     | --expires: '0h' (expected: such as 30m, 12h or 90d)
                    sign --keys KEYS --expires 0d http://h/files/a | --expires: '0d' (expected: such as 30m, 12h or 90d)
                    sign --keys STAR http://h/files/a            | STAR:1: '*' (expected: a name;
                    sign --keys KEYS http://h/files/             | URL: 'http://h/files/' (expected: http(s)://HOST/files/NAME)
                    sign --keys KEYS tcp://h/a                   | URL: 'tcp://h/a' (expected: http(s)://HOST/files/NAME)
                    sign --keys KEYS --method POST http://h/files/a | --method: 'POST' (expected: GET or PUT)
                    sign --keys KEYS --key k9 http://h/files/a   | --key: k9 (expected: one of [k1] in KEYS)
                    sign --keys SHORT http://h/files/a           | SHORT:1: secret of 3 bytes (expected: at least 32)
                    sign --keys missing http://h/files/a         | missing: no such file
                    """)
    void wrongUse_isOneLineAndExitCode2(String line, String message) throws Exception {
        Path keys = Files.writeString(folder.resolve("keys"), "k1 alice " + SECRET + "\n");
        Path tooShort = Files.writeString(folder.resolve("short"), "k1 alice AAAA\n");
        Path star = Files.writeString(folder.resolve("star"), "k1 * " + SECRET + "\n");
        String[] arguments = line.contains("'")
                ? new String[] {"token", "two words"}
                : line.replace("KEYS", keys.toString())
                        .replace("SHORT", tooShort.toString())
                        .replace("STAR", star.toString())
                        .split(" +");

        int code = run(arguments);

        assertThat(err.toString())
                .contains(message.replace("KEYS", keys.toString())
                        .replace("SHORT", tooShort.toString())
                        .replace("STAR", star.toString()))
                .hasLineCount(1);
        assertThat(code).isEqualTo(2);
    }

    @Test
    void remoteCommandWithMissingFiles_isRefused() {
        assertThat(run("stat", "--token-file", "/no/file", "http://127.0.0.1:1/files/a"))
                .isEqualTo(2);
        assertThat(run("stat", "--cacert", "/no/file", "https://127.0.0.1:1/files/a"))
                .isEqualTo(2);
        assertThat(run("stat", "--cert", "/no/file", "https://127.0.0.1:1/files/a"))
                .isEqualTo(2);
        assertThat(err.toString())
                .contains("--token-file: '/no/file' cannot be read")
                .contains("--cacert: '/no/file' cannot be read")
                .contains("--cert, --key: only one is given (expected: both, or none)");
    }

    private int run(String... arguments) {
        Environment environment = Environment.isolated(Map.of(), Optional.of(folder));
        return new CommandLineProgram(environment, new PrintWriter(out, true), new PrintWriter(err, true))
                .run(arguments);
    }
}
