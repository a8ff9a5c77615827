package io.chunkgate;

import static org.assertj.core.api.Assertions.assertThat;

import io.chunkgate.server.Listener;
import io.chunkgate.testkit.Command;
import io.chunkgate.testkit.CommandResult;
import io.chunkgate.testkit.Need;
import io.chunkgate.testkit.PackagedGateway;
import io.chunkgate.testkit.Requires;
import io.chunkgate.testkit.TestData;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the commands of the README, with other ports. */
class ReadmeIT {
    private static final Path README = Path.of("README.md");
    private static final Pattern COMMANDS = Pattern.compile("<!-- run -->\n```sh\n(.*?)```", Pattern.DOTALL);
    private static final Pattern JAVA = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

    /** Another Python may be first on the path. */
    private static final String PYTHON_WITH_GRPC = "set -e; PATH=$(dirname \"$PYTHON\"):$PATH\n";

    @Test
    @Requires({Need.CURL, Need.NETCAT, Need.XXD, Need.PYTHON_GRPC})
    void everyCommand_works(@TempDir Path served, @TempDir Path work) throws Exception {
        TestData.file(served.resolve("big.bin"), 3_000_000);
        TestData.file(work.resolve("big.bin"), 3_000_000);
        Files.createSymbolicLink(work.resolve("proto"), Path.of("proto").toAbsolutePath());
        Files.createSymbolicLink(work.resolve("chunkgate"), Path.of("chunkgate").toAbsolutePath());
        Files.createDirectory(work.resolve("stubs"));
        List<String> commands = matches(COMMANDS, Files.readString(README));
        assertThat(commands).hasSizeGreaterThanOrEqualTo(4);
        try (PackagedGateway gateway =
                PackagedGateway.start(served, "--set", "tcp.downloadFile=big.bin", "--set", "tcp.downloadPort=0")) {
            for (String command : commands) {
                CommandResult result = Command.bash(PYTHON_WITH_GRPC + onRealPorts(command, gateway))
                        .in(work)
                        .withEnvironment("PYTHON", Need.PYTHON_GRPC.path())
                        .withEnvironment("XDG_STATE_HOME", work.resolve("state").toString())
                        .run();
                assertThat(result.exitCode()).as("%s\n%s", command, result).isZero();
            }
        }
        assertThat(work.resolve("whole.bin")).hasSameBinaryContentAs(work.resolve("big.bin"));
        assertThat(work.resolve("copy.bin")).hasSameBinaryContentAs(work.resolve("big.bin"));
        try (var incoming = Files.list(served.resolve("incoming"))) {
            assertThat(incoming.toList()).singleElement().satisfies(file -> assertThat(file)
                    .hasSameBinaryContentAs(work.resolve("big.bin")));
        }
    }

    @Test
    void javaExamples_areTested() throws Exception {
        String tested = Files.readString(Path.of("src/test/java/io/chunkgate/EmbeddedVerticlesTest.java"))
                + Files.readString(Path.of("src/test/java/io/chunkgate/ClusteredVerticlesTest.java"))
                + Files.readString(Path.of("src/test/java/io/chunkgate/client/ClientExampleTest.java"));
        List<String> shown = matches(JAVA, Files.readString(README));
        assertThat(shown).hasSize(3);
        for (String line : String.join("", shown).strip().lines().toList()) {
            assertThat(tested).contains(withoutEnd(line.strip()));
        }
    }

    /** The example joins its statements, so that their ends differ. */
    private static String withoutEnd(String line) {
        return line.endsWith(";") ? line.substring(0, line.length() - 1) : line;
    }

    private static List<String> matches(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map((MatchResult match) -> match.group(1))
                .toList();
    }

    private static String onRealPorts(String command, PackagedGateway gateway) {
        return command.replace("8080", Integer.toString(gateway.port(Listener.HTTP)))
                .replace("50051", Integer.toString(gateway.port(Listener.GRPC)))
                .replace("9000", Integer.toString(gateway.port(Listener.TCP)))
                .replace("9001", Integer.toString(gateway.port(Listener.TCP_DOWNLOAD)));
    }
}
